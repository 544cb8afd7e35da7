package dev.assay.web.input;

import org.jspecify.annotations.Nullable;

/**
 * What an object says about one of its fields, where leaving it out and giving null mean different things. Only for
 * components of records; never null itself.
 */
public sealed interface PatchField<T> {
    record Absent<T>() implements PatchField<T> {}

    record Null<T>() implements PatchField<T> {}

    record Value<T>(T value) implements PatchField<T> {}

    /** Whether the field stands there, with whatever value. */
    default boolean isPresent() {
        return !(this instanceof Absent);
    }

    /** The value; null also for an absent field. */
    default @Nullable T orNull() {
        return this instanceof Value<T>(T value) ? value : null;
    }
}
