package dev.assay.audit;

import static dev.assay.access.Permission.VIEW_AUDIT;

import dev.assay.access.Permit;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.Problem;
import dev.assay.web.page.Page;
import dev.assay.web.page.Pages;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The audit log: who changed which row, with its values before and after. The database writes the entries; they cannot be
 * changed.
 */
@Controller("/v2/audit")
@Tag(name = "audit")
@JsonApi
class AuditController {
    private final AuditLog log;
    private final Pages pages;

    AuditController(AuditLog log, Pages pages) {
        this.log = log;
        this.pages = pages;
    }

    /**
     * A change of one row, or of the rows that belong to one resource.
     *
     * @param transactionId the same for all entries of one request's transaction
     * @param principal {@code user:4}, {@code application:7}, {@code anonymous}, {@code command:root}, {@code system}, or
     *     {@code database:assay} for a client that wrote to the database without the service
     * @param principalName e-mail address or name at that time
     * @param operation method and path of the request, the command, or the background work
     * @param resourceId id of the row, or of the resource that the rows belong to; null if they do not belong to one
     * @param cut true if before and after are too long for a page and were left out: get the entry by its id
     * @param before for an update, only the values that changed; a secret is shown as {@code hidden}
     */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "AuditEntry")
    record Shown(
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
            @Nullable Map<String, Object> after) {
        static Shown from(AuditEntry entry) {
            return new Shown(
                    entry.id(),
                    entry.at(),
                    entry.transactionId(),
                    entry.principal(),
                    entry.principalName(),
                    entry.operation(),
                    entry.action(),
                    entry.resource(),
                    entry.resourceId(),
                    entry.cut(),
                    entry.before(),
                    entry.after());
        }
    }

    /** Entries that match all criteria, newest first. */
    @Get
    @Permit(VIEW_AUDIT)
    HttpResponse<Page<Shown>> page(HttpRequest<?> request, @QueryValue AuditQuery query) {
        return pages.page(request, log.page(query), query.limit(), Shown::from, AuditEntry::id);
    }

    /** One complete entry. */
    @Get("/{id}")
    @Permit(VIEW_AUDIT)
    Shown entry(@PathVariable long id) {
        return log.find(id)
                .map(Shown::from)
                .orElseThrow(() -> new Fault(
                        Problem.NOT_FOUND,
                        "There is no audit entry " + id,
                        "Entries are deleted when they are older than AUDIT_RETENTION"));
    }
}
