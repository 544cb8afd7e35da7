package dev.assay.web.input;

import org.jspecify.annotations.Nullable;

/**
 * A field of an object for which leaving it out and giving null mean different things. Only for components of records; never null
 * itself.
 */
public sealed interface PatchField<T> {
    record Absent<T>() implements PatchField<T> {}

    record Null<T>() implements PatchField<T> {}

    record Value<T>(T value) implements PatchField<T> {}

    /** True if the object has the field, even with null. */
    default boolean isPresent() {
        return !(this instanceof Absent);
    }

    /** The value; null for null and for an absent field. */
    default @Nullable T orNull() {
        return this instanceof Value<T>(T value) ? value : null;
    }
}
