package dev.assay.service;

import dev.assay.access.Open;
import dev.assay.database.Work;
import dev.assay.database.connection.WorkLimits;
import dev.assay.platform.IndexedText;
import dev.assay.upload.junit.Warnings;
import dev.assay.web.JsonApi;
import dev.assay.web.input.RequestLimits;
import dev.assay.web.intake.BodySettings;
import dev.assay.web.intake.LargeUploadSettings;
import dev.assay.web.intake.UploadSettings;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.tags.Tag;

/** How much the service takes, so that a client need not find out by being refused. */
@Controller("/v2/limits")
@Tag(name = "service")
@JsonApi
class LimitsController {
    private final Limits limits;

    LimitsController(BodySettings bodies, UploadSettings uploads, LargeUploadSettings large, WorkLimits work) {
        this.limits = new Limits(
                bodies.jsonSize(),
                uploads.longest(),
                uploads.longest(),
                uploads.maxRatio(),
                large.size(),
                large.perCaller(),
                large.patience().toSeconds(),
                RequestLimits.NESTING,
                RequestLimits.URL_CHARACTERS,
                RequestLimits.ERRORS_REPORTED,
                uploads.logSize(),
                work.of(Work.REQUEST).statement().toSeconds(),
                work.of(Work.REPORT).statement().toSeconds(),
                work.of(Work.BULK_WRITE).statement().toSeconds(),
                IndexedText.ALONE,
                Warnings.MOST);
    }

    /**
     * Limits of a request. How long a text may be stands beside each field in {@code /openapi.json}.
     *
     * @param jsonBodyBytes the longest JSON body, unpacked; more is answered with 413
     * @param resultsBodyBytes the longest JSON body of results, of POST test-results and end-test, before and after unpacking
     * @param uploadBytes the longest body of an upload; more is answered with 413
     * @param uploadCompressionRatio how many times its size an upload may unpack to; the first 64 MiB are not judged
     * @param largeUploadBytes an upload is large that has more, unpacked
     * @param largeUploadsAtOnce how many large uploads of one caller are read at once; further ones wait
     * @param largeUploadWaitSeconds how long they wait; then the answer is 429
     * @param jsonNesting how deep objects and lists in a JSON body may stand in one another
     * @param urlCharacters the longest URL
     * @param errorsReported how many mistakes in one request are named at most
     * @param logBytes how much a collector keeps of a log as an event, its head and its tail together
     * @param requestSeconds how long a statement of a request may run in the database; beyond, the answer is 503
     * @param reportSeconds the same of a part of a report
     * @param bulkWriteSeconds the same of an upload and of other writes of many rows
     * @param caseNameBytes the longest name of a test case, in UTF-8; a longer one is answered with 422, and shortened in an upload
     * @param warningsReported how many warnings about one upload are told at most
     */
    @Serdeable(naming = SnakeCaseStrategy.class)
    record Limits(
            long jsonBodyBytes,
            long resultsBodyBytes,
            long uploadBytes,
            int uploadCompressionRatio,
            long largeUploadBytes,
            int largeUploadsAtOnce,
            long largeUploadWaitSeconds,
            int jsonNesting,
            int urlCharacters,
            int errorsReported,
            long logBytes,
            long requestSeconds,
            long reportSeconds,
            long bulkWriteSeconds,
            int caseNameBytes,
            int warningsReported) {}

    /** What this server accepts. docs/LIMITS.md says what happens beyond each limit, and how to change it. */
    @Get
    @Open(Open.To.ANYONE)
    Limits limits() {
        return limits;
    }
}
