package dev.assay.audit;

import io.micronaut.core.annotation.Introspected;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * @param cut whether the images were too long to be read along
 * @param before JSON, null where nothing was before; {@code after} likewise
 */
@Introspected
record AuditRow(
        long id,
        LocalDateTime at,
        long transactionId,
        String principal,
        String principalName,
        String operation,
        String action,
        String resource,
        @Nullable Long resourceId,
        boolean cut,
        @Nullable String before,
        @Nullable String after) {}
