package dev.assay.audit;

import dev.assay.database.Fragment;
import dev.assay.web.input.Input;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The query parameters of {@code GET /v2/audit}. */
record AuditQuery(
        @Parameter(
                description =
                        "Only changes of this kind of resource, such as artefact, issue_attachment or team_member.")
        @Nullable
        String resource,

        @Parameter(description = "Only changes of the resource with this id.") @Nullable
        Long resourceId,

        @Parameter(description = "Only changes by this principal, such as user:4, application:7 or command:root.")
        @Nullable
        String principal,

        @Parameter(description = "Only changes by this operation, such as PATCH /v1/artefacts/{artefact_id}.") @Nullable
        String operation,

        @Parameter(description = "Only changes with this action.") @Nullable
        AuditAction action,

        @Parameter(description = "Only changes from this time on.") @Nullable
        Instant from,

        @Parameter(description = "Only changes up to this time; a date without a time includes that day.")
        @Input.WholeDay
        @Nullable
        Instant until,

        @Parameter(description = "The cursor from the previous page.") @Nullable
        Long after,

        @Parameter(description = "The most entries to return.") @Input.Default("50") @Min(1) @Max(500)
        int limit) {

    /** Conditions on an entry {@code e}; each begins with AND. */
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
