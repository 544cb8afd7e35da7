package dev.assay.seed;

import java.util.Locale;

/** How much to make up; an execution has about 140 results. */
public enum SeedSize {
    /** Enough to look around: some 24,000 results. */
    SMALL(175),
    /** Enough to feel slow where something is: some two million results. */
    LARGE(14_700);

    private final int executions;

    SeedSize(int executions) {
        this.executions = executions;
    }

    public int executions() {
        return executions;
    }

    /** As it is typed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
