package dev.assay.web.input;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A list in a body that may be larger than memory. It is checked to its end before the controller gets it, and can be read from its
 * beginning any number of times. It is the body itself, or the one component of it that has this type.
 */
@FunctionalInterface
public interface Streamed<T> {
    /** Returns a supplier of the items in their order, then of null. */
    Supplier<@Nullable T> read();

    /** As {@link #read()}, with each item converted. */
    default <R> Supplier<@Nullable R> read(Function<T, R> form) {
        Supplier<@Nullable T> items = read();
        return () -> {
            T item = items.get();
            return item == null ? null : form.apply(item);
        };
    }
}
