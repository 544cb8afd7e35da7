package dev.assay.audit;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change of one row, or of the rows that belong to one resource.
 *
 * @param resourceId id of the row, or of the resource that the rows belong to; null if they do not belong to one
 * @param cut true if before and after are too long for a page and were left out
 * @param before for an update, only the values that changed
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
