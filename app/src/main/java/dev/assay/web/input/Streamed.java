package dev.assay.web.input;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A list of a body that may be longer than memory: checked to its end before anybody gets it, and read from its beginning as often as
 * it is asked for. It is the body itself, or the one component of it that is of this type.
 */
@FunctionalInterface
public interface Streamed<T> {
    /** Gives the items in their order, then null. */
    Supplier<@Nullable T> read();

    /** Gives the items in another form. */
    default <R> Supplier<@Nullable R> read(Function<T, R> form) {
        Supplier<@Nullable T> items = read();
        return () -> {
            T item = items.get();
            return item == null ? null : form.apply(item);
        };
    }
}
