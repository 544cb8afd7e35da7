package dev.assay.upload;

import static dev.assay.access.Permission.VIEW_TEST;

import dev.assay.access.Permit;
import dev.assay.execution.Executions;
import dev.assay.upload.UploadController.CountsResponse;
import dev.assay.upload.UploadController.WarningResponse;
import dev.assay.upload.UploadRepository.PartRow;
import dev.assay.upload.junit.Quarantined;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.Problem;
import dev.assay.web.input.Input;
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
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists the parts of an execution. */
@Controller("/v2/test-executions/{id}/uploads")
@Tag(name = "uploads")
@JsonApi
class UploadsPageController {
    private final Uploads uploads;
    private final Executions executions;
    private final Pages pages;

    UploadsPageController(Uploads uploads, Executions executions, Pages pages) {
        this.uploads = uploads;
        this.executions = executions;
        this.pages = pages;
    }

    /**
     * A part of an execution with its latest content.
     *
     * @param id the id of the upload, which results name as {@code upload_id}
     * @param part the name of the part; null for a file without a name
     * @param receivedAt when it was stored
     * @param ranAt when the tests ran, as the file says; null if it does not say so
     * @param size in bytes, unpacked; null if a version before parts stored it
     * @param format its format; null if a version before parts stored it
     * @param partial true if it did not complete the execution
     * @param counts the counts of this file
     * @param warnings what a sender should know about it; at most 20
     * @param warningsTotal the number of all warnings
     * @param quarantined records of the file that could not be taken; at most 100
     * @param quarantinedTotal the number of all such records
     */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "UploadedPart")
    record PartResponse(
            int id,
            @Nullable String part,
            Instant receivedAt,
            @Nullable Instant ranAt,
            @Nullable Long size,
            @Nullable String format,
            boolean partial,
            CountsResponse counts,
            List<WarningResponse> warnings,
            long warningsTotal,
            List<QuarantinedResponse> quarantined,
            int quarantinedTotal) {
        static PartResponse from(UploadStore.StoredPart stored) {
            PartRow row = stored.row();
            return new PartResponse(
                    row.id(),
                    row.part(),
                    row.createdAt(),
                    row.ranAt(),
                    row.size(),
                    row.format(),
                    row.partial(),
                    CountsResponse.from(stored.counts()),
                    WarningResponse.list(stored.warnings()),
                    stored.warnings().total(),
                    stored.quarantined().stream().map(QuarantinedResponse::from).toList(),
                    stored.quarantinedTotal());
        }
    }

    /**
     * A record of a file that could not be taken as a result.
     *
     * @param line where it begins in the file
     * @param reason why it was not taken
     * @param text its text, at most 4 KB
     */
    @Serdeable
    @Schema(name = "QuarantinedRecord")
    record QuarantinedResponse(int line, String reason, String text) {
        static QuarantinedResponse from(Quarantined record) {
            return new QuarantinedResponse(record.line(), record.reason(), record.text());
        }
    }

    /** The parts of an execution in the order of arrival, each with its latest content. */
    @Get
    @Permit(VIEW_TEST)
    HttpResponse<Page<PartResponse>> page(
            HttpRequest<?> request,
            @PathVariable long id,
            @Parameter(description = "The cursor from the previous page.") @QueryValue @Input.Default("0") @Min(0)
                    int after,
            @Parameter(description = "How many at most.") @QueryValue @Input.Default("100") @Min(1) @Max(1000)
                    int limit) {
        if (!executions.exists(id)) {
            throw new Fault(
                    Problem.NOT_FOUND, "There is no test execution " + id, "It may have been deleted; start another");
        }
        return pages.page(
                request,
                uploads.parts(id, after, limit + 1),
                limit,
                PartResponse::from,
                part -> part.row().id());
    }
}
