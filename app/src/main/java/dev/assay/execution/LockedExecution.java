package dev.assay.execution;

import java.time.Instant;

/**
 * An execution whose row this transaction holds for update.
 *
 * @param now the transaction's time, for rows written past {@code now()} (CONV-28)
 */
public record LockedExecution(int id, Instant now) {}
