package dev.assay.search;

import java.time.LocalDateTime;

/**
 * Results of an execution among which a higher id is a newer result.
 *
 * @param oldest when the first of them was stored
 * @param newest when the last was
 */
record ResultRange(int lowestId, int highestId, LocalDateTime oldest, LocalDateTime newest) {

    /** What is older than a result of it. */
    ResultRange below(int id) {
        return new ResultRange(lowestId, id - 1, oldest, newest);
    }
}
