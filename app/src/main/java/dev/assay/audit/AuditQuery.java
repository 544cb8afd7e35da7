package dev.assay.audit;

import dev.assay.database.Fragment;
import dev.assay.web.input.Input;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The query of {@code GET /v2/audit}. */
public record AuditQuery(
        @Parameter(description = "Only what was done to such things: artefact, issue_attachment, team_member.")
        @Nullable
        String resource,

        @Parameter(description = "Only what was done to the one with this id.") @Nullable
        Long resourceId,

        @Parameter(description = "Only what this principal did: user:4, application:7, command:root.") @Nullable
        String principal,

        @Parameter(description = "Only what this operation did: PATCH /v1/artefacts/{artefact_id}.") @Nullable
        String operation,

        @Parameter(description = "Only this.") @Nullable AuditAction action,

        @Parameter(description = "Only from this time on.") @Nullable
        Instant from,

        @Parameter(description = "Only up to this time.") @Nullable
        Instant until,

        @Parameter(description = "The cursor that the page before gave.") @Nullable
        Long after,

        @Parameter(description = "How many at most.") @Input.Default("50") @Min(1) @Max(500)
        int limit) {

    /** Conditions on an entry, each beginning with AND. */
    Fragment conditions() {
        Fragment conditions = Fragment.EMPTY;
        if (resource != null) {
            conditions = conditions.then("AND e.resource = ?", resource);
        }
        if (resourceId != null) {
            conditions = conditions.then("AND e.resource_id = ?", resourceId);
        }
        if (principal != null) {
            conditions = conditions.then("AND e.principal = ?", principal);
        }
        if (operation != null) {
            conditions = conditions.then("AND e.operation = ?", operation);
        }
        if (action != null) {
            conditions = conditions.then("AND e.action = ?", action.wire());
        }
        if (from != null) {
            conditions = conditions.then("AND e.at >= ?", from);
        }
        if (until != null) {
            conditions = conditions.then("AND e.at <= ?", until);
        }
        return after == null ? conditions : conditions.then("AND e.id < ?", after);
    }
}
