package dev.assay.upload;

import dev.assay.result.Counts;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The response to an upload, stored for its repetition: counts and warnings.
 *
 * @param warnings null in rows of old versions, which did not have warnings
 */
@Serdeable
record StoredAnswer(
        long total,
        long passed,
        long failed,
        long skipped,
        @Nullable List<UploadWarning> warnings) {

    static StoredAnswer of(Counts counts, List<UploadWarning> warnings) {
        return new StoredAnswer(counts.total(), counts.passed(), counts.failed(), counts.skipped(), warnings);
    }

    UploadOutcome.Stored outcome(int execution, boolean repeated) {
        return new UploadOutcome.Stored(
                execution,
                new Counts(total, passed, failed, skipped),
                Objects.requireNonNullElse(warnings, List.of()),
                repeated);
    }
}
