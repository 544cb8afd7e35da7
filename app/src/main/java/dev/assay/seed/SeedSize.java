package dev.assay.seed;

import java.util.Locale;

/** How much to generate. An execution has about 140 results. */
public enum SeedSize {
    /** Enough to explore the product: about 24,000 results. */
    SMALL(175),
    /** Enough to show what is slow: about two million results. */
    LARGE(14_700);

    private final int executions;

    SeedSize(int executions) {
        this.executions = executions;
    }

    public int executions() {
        return executions;
    }

    /** The name as users type it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
