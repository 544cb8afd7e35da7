package dev.assay.rerun;

import java.time.Instant;

/**
 * A request in the queue.
 *
 * @param execution the most recently created execution of its group (RR-30)
 */
public record RerunRequest(int id, int priority, Instant createdAt, int execution) {}
