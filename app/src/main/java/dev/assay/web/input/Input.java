package dev.assay.web.input;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/**
 * What a type cannot say by itself about the input it accepts. Lengths and ranges are the usual
 * {@code jakarta.validation} constraints; a component that may be absent or null is {@code @Nullable}.
 */
public final class Input {
    private Input() {}

    /** The value when the field is absent (null is still refused): a scalar's text, {@code []} for a list. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.RECORD_COMPONENT, ElementType.PARAMETER})
    public @interface Default {
        String value();
    }

    /** An http or https URL, normalised as it is read (CONV-26). */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.RECORD_COMPONENT, ElementType.PARAMETER})
    public @interface Url {}

    /** Any text, but documented as a URL: what is not text is a {@code url_type} error (TE-START-21). */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.RECORD_COMPONENT, ElementType.PARAMETER})
    public @interface LooseUrl {}

    /** The sealed interface's variants are told apart by this property, each by its {@link Tag} (TE-START-01). */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    public @interface Discriminator {
        String value();
    }

    /** The discriminator's value for this variant. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    public @interface Tag {
        String value();
    }

    /** An enum with a literal that is not of it on the wire but beside it: a bad value is two errors (ERR-03). */
    public interface Beside {
        /** How the enum is called that this constant is beside; null for those that are of it. */
        @Nullable
        String enumName();
    }

    /** A record of one component that stands for it on the wire; its constructor may {@link RefusedInput refuse} a value. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    public @interface Scalar {}

    /** The most bytes of UTF-8, for text that an index of the database covers. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.RECORD_COMPONENT, ElementType.PARAMETER})
    public @interface Bytes {
        int value();
    }

    /** Keys of a map are limited like the values. Lengths in characters. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.RECORD_COMPONENT, ElementType.PARAMETER})
    public @interface KeySize {
        int min() default 0;

        int max();
    }

    /** What this record is made of is read as if it stood here itself. Where there is a {@code Size}, it is that of each list. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.RECORD_COMPONENT, ElementType.PARAMETER})
    public @interface Flat {
        /** What is {@link Of} this is left out. */
        String without() default "";

        /** Only what answers show too, by the names that it has there. */
        boolean asShown() default false;
    }

    /** A group of components of a record, which {@link Flat} may leave out. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.RECORD_COMPONENT, ElementType.PARAMETER})
    public @interface Of {
        String value();
    }
}
