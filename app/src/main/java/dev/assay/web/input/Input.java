package dev.assay.web.input;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/**
 * What a type cannot say by itself about the input that it accepts. Lengths and ranges are the usual {@code jakarta.validation}
 * constraints; a component that may be absent or null is {@code @Nullable}.
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

    /** Any text, but documented as a URL. A value that is not text is a {@code url_type} error (TE-START-21). */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.RECORD_COMPONENT, ElementType.PARAMETER})
    public @interface LooseUrl {}

    /** The end of a period: a date without a time is the end of that day, and not its beginning. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.RECORD_COMPONENT, ElementType.PARAMETER})
    public @interface WholeDay {}

    /** The property that distinguishes the variants of a sealed interface, each by its {@link Tag} (TE-START-01). */
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

    /** An enum with one constant that v1 describes as a literal in addition to the enum, so a bad value is two errors (ERR-03). */
    public interface WithLiteral {
        /** The name of the enum that this constant is a literal in addition to; null for the enum's own constants. */
        @Nullable
        String enumName();
    }

    /**
     * A record with one component, written as the bare value of that component; its constructor may {@link RefusedInput refuse} a
     * value.
     */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    public @interface Scalar {}

    /** The largest size in bytes of UTF-8, for text that an index of the database covers. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.RECORD_COMPONENT, ElementType.PARAMETER})
    public @interface Bytes {
        int value();
    }

    /** Limits the length of a map's keys, in characters, as {@code Size} limits values. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.RECORD_COMPONENT, ElementType.PARAMETER})
    public @interface KeySize {
        int min() default 0;

        int max();
    }

    /** The components of this record are read as if they were declared here. A {@code Size} applies to each list in it. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.RECORD_COMPONENT, ElementType.PARAMETER})
    public @interface Flat {
        /** The group of components, by {@link Of}, that is left out. */
        String without() default "";

        /** Only the components that responses also show, under the names that they have there. */
        boolean asShown() default false;
    }

    /** A group of components of a record, which {@link Flat} may leave out. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.RECORD_COMPONENT, ElementType.PARAMETER})
    public @interface Of {
        String value();
    }
}
