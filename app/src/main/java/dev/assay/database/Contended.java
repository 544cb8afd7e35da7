package dev.assay.database;

import java.util.ConcurrentModificationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Rows that others may make and remove at the same time. */
public final class Contended {
    private static final int TRIES = 3;

    private Contended() {}

    /**
     * The row, found or made.
     *
     * @param what for the error, where it appears and vanishes each time
     * @param findOrMake gives null when another transaction made the row meanwhile: it is asked again
     */
    public static <T> T row(String what, Supplier<@Nullable T> findOrMake) {
        for (int i = 0; i < TRIES; i++) {
            T row = findOrMake.get();
            if (row != null) {
                return row;
            }
        }
        throw new ConcurrentModificationException(what + " appears and vanishes");
    }
}
