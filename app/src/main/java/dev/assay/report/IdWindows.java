package dev.assay.report;

/**
 * Goes through ids in windows, so that what is read at once costs its window, whatever plan the planner takes: left with a
 * LIMIT alone it may sort all that is left for each chunk. Windows grow where little is found.
 */
final class IdWindows {
    private static final int SMALLEST = 4_096;
    private static final int LARGEST = 1 << 20;

    private final int last;
    private int after;
    private int window = SMALLEST;

    /** @param last the highest id of interest */
    IdWindows(int last) {
        this.last = last;
    }

    /** Ids of interest are higher than this. */
    int after() {
        return after;
    }

    /** And not higher than this. */
    int upTo() {
        return (int) Math.min(last, (long) after + window);
    }

    boolean isAtEnd() {
        return after >= last;
    }

    /** The whole window was read; found is how many of those wanted. */
    void wasRead(int found, int wanted) {
        after = upTo();
        if (found < wanted / 2) {
            window = Math.min(LARGEST, 2 * window);
        }
    }

    /** More than wanted were there: the window was read up to this id. */
    void wasReadTo(int id) {
        after = id;
        window = Math.max(SMALLEST, window / 2);
    }
}
