package dev.assay.upload;

import dev.assay.result.Counts;
import dev.assay.upload.UploadWarnings.UploadWarning;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The response to an upload, stored for its repetition: counts and warnings.
 *
 * @param warnings null in rows of old versions, which did not have warnings
 * @param warningsTotal null in rows of old versions, which listed more of them
 */
@Serdeable
record StoredAnswer(
        long total,
        long passed,
        long failed,
        long skipped,
        @Nullable List<UploadWarning> warnings,
        @Nullable Long warningsTotal) {

    static StoredAnswer of(Counts counts, UploadWarnings warnings) {
        return new StoredAnswer(
                counts.total(),
                counts.passed(),
                counts.failed(),
                counts.skipped(),
                warnings.listed(),
                warnings.total());
    }

    UploadOutcome.Stored outcome(int execution, boolean repeated) {
        return new UploadOutcome.Stored(execution, counts(), shown(), repeated);
    }

    Counts counts() {
        return new Counts(total, passed, failed, skipped);
    }

    UploadWarnings shown() {
        List<UploadWarning> listed = Objects.requireNonNullElse(warnings, List.of());
        return new UploadWarnings(listed, Objects.requireNonNullElse(warningsTotal, (long) listed.size()));
    }
}
