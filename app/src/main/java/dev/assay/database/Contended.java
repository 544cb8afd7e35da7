package dev.assay.database;

import java.util.ConcurrentModificationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds or creates rows that other transactions may create and remove at the same time. */
public final class Contended {
    private static final int TRIES = 3;

    private Contended() {}

    /**
     * Returns the row, found or created.
     *
     * @param what names the row in the error message
     * @param findOrMake returns null if another transaction created the row meanwhile, and is then called again
     */
    public static <T> T row(String what, Supplier<@Nullable T> findOrMake) {
        for (int i = 0; i < TRIES; i++) {
            T row = findOrMake.get();
            if (row != null) {
                return row;
            }
        }
        throw new ConcurrentModificationException(what + " is created and removed repeatedly by others");
    }
}
