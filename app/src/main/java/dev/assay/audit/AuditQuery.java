package dev.assay.audit;

import dev.assay.database.Fragment;
import dev.assay.web.input.Input;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The query of {@code GET /v2/audit}. */
record AuditQuery(
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
        return Fragment.EMPTY
                .thenGiven("AND e.resource = ?", resource)
                .thenGiven("AND e.resource_id = ?", resourceId)
                .thenGiven("AND e.principal = ?", principal)
                .thenGiven("AND e.operation = ?", operation)
                .thenGiven("AND e.action = ?", action == null ? null : action.wire())
                .then(Fragment.within("e.at", from, until))
                .thenGiven("AND e.id < ?", after);
    }
}
