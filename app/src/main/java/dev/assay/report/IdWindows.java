package dev.assay.report;

/**
 * Divides a range of ids into windows, which a report reads one after the other. A window limits the cost of a
 * statement under any plan. With LIMIT alone, the planner may sort all remaining rows for each chunk. Windows grow
 * while few rows are found.
 */
final class IdWindows {
    private static final int SMALLEST = 4_096;
    private static final int LARGEST = 1 << 20;

    private final int last;
    private int after;
    private int window = SMALLEST;

    /** @param last the highest id to read */
    IdWindows(int last) {
        this.last = last;
    }

    /** The window has ids above this one. */
    int after() {
        return after;
    }

    /** The highest id of the window. */
    int upTo() {
        return (int) Math.min(last, (long) after + window);
    }

    boolean isAtEnd() {
        return after >= last;
    }

    /** Moves on after the whole window was read, and {@code found} of at most {@code wanted} rows were in it. */
    void wasRead(int found, int wanted) {
        after = upTo();
        if (found < wanted / 2) {
            window = Math.min(LARGEST, 2 * window);
        }
    }

    /** Moves on after the window was read up to this id only, because it had more rows than wanted. */
    void wasReadTo(int id) {
        after = id;
        window = Math.max(SMALLEST, window / 2);
    }
}
