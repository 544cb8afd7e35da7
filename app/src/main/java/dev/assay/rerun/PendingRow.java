package dev.assay.rerun;

import java.time.LocalDateTime;

/**
 * A request in the queue.
 *
 * @param execution the most recently created one of its group (RR-30)
 */
record PendingRow(int id, int priority, LocalDateTime createdAt, int execution) {}
