package dev.assay.audit;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was done to one row, or to the rows that belong to one thing.
 *
 * @param resourceId of the row, or of what the rows belong to; null where rows belong to nothing
 * @param cut whether before and after are too long for a page
 * @param before of an update only what changed
 */
public record AuditEntry(
        long id,
        Instant at,
        long transactionId,
        String principal,
        String principalName,
        String operation,
        AuditAction action,
        String resource,
        @Nullable Long resourceId,
        boolean cut,
        @Nullable Map<String, Object> before,
        @Nullable Map<String, Object> after) {}
