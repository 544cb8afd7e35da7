package dev.assay.search;

import java.time.LocalDateTime;

/**
 * Results of an execution among which a higher id is a newer result.
 *
 * @param oldest when the first of them was stored
 * @param newest when the last was
 */
record Range(int lowestId, int highestId, LocalDateTime oldest, LocalDateTime newest) {

    /** What is older than a result of it. */
    Range below(int id) {
        return new Range(lowestId, id - 1, oldest, newest);
    }
}
