package dev.assay.web.input;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

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

    /** This constant is not of the enum called {@code of} but a literal beside it: a bad value is two errors (ERR-03). */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.FIELD)
    public @interface LiteralBeside {
        String of();
    }

    /** A record of one component that stands for it on the wire; its constructor may {@link Refused refuse} a value. */
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

    /**
     * An older name: where the object has none of the fields {@code unless}, the value of this one also stands for a list of
     * it in {@link #field}, null for null. A mistake shows in both places (ART-PATCH-16).
     */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    public @interface StandsFor {
        String field();

        String[] unless();
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

    /** An older name of another field: described as deprecated. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    public @interface OldName {}
}
