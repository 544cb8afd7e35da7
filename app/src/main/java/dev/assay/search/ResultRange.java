package dev.assay.search;

import java.time.LocalDateTime;

/**
 * A range of an execution's results in which a higher id means a newer result.
 *
 * @param oldest when the first of them was stored
 * @param newest when the last of them was stored
 */
record ResultRange(int lowestId, int highestId, LocalDateTime oldest, LocalDateTime newest) {

    /** The part of the range that is older than this result. */
    ResultRange below(int id) {
        return new ResultRange(lowestId, id - 1, oldest, newest);
    }
}
