package dev.assay.execution;

import java.time.Instant;

/**
 * An execution whose row this transaction has locked.
 *
 * @param now the transaction's time, for rows that are not written with {@code now()} (CONV-28)
 */
public record LockedExecution(int id, Instant now) {}
