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

/** The limits of the service, so that a client need not find them out by being refused. */
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
                Warnings.MOST,
                uploads.abandonedAfter().toSeconds());
    }

    /**
     * Limits of a request. The longest text of each field is in {@code /openapi.json}.
     *
     * @param jsonBodyBytes the longest JSON body, unpacked; a longer one is answered with 413
     * @param resultsBodyBytes the longest JSON body of results, of POST test-results and end-test, before and after unpacking
     * @param uploadBytes the longest body of an upload; a longer one is answered with 413
     * @param uploadCompressionRatio how many times its size an upload may unpack to; the first 64 MiB are exempt
     * @param largeUploadBytes an upload is large if it has more bytes than this, unpacked
     * @param largeUploadsAtOnce how many large uploads of one caller are read at once; others wait
     * @param largeUploadWaitSeconds how long an upload waits for that; then it is answered with 429
     * @param jsonNesting how deeply objects and lists in a JSON body may be nested
     * @param urlCharacters the longest URL
     * @param errorsReported how many mistakes in one request a response lists at most
     * @param logBytes how much a collector keeps of a log as an event, its head and its tail together
     * @param requestSeconds how long a database statement of a request may run; a longer one is answered with 503
     * @param reportSeconds the same for a part of a report
     * @param bulkWriteSeconds the same for an upload and for other writes of many rows
     * @param caseNameBytes the longest name of a test case, in UTF-8; a longer one is answered with 422, and shortened in an upload
     * @param warningsReported how many warnings about one upload are reported at most
     * @param abandonedAfterSeconds how long after its last part an execution ends that nothing completes; 0 for never
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
            int warningsReported,
            long abandonedAfterSeconds) {}

    /** Limits of this server. docs/LIMITS.md says what happens beyond each limit, and how to change it. */
    @Get
    @Open(Open.To.ANYONE)
    Limits limits() {
        return limits;
    }
}
