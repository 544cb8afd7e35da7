package dev.assay.upload;

import dev.assay.upload.junit.Warning;
import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/**
 * What of an upload was stored otherwise than it was sent.
 *
 * @param kind for programs: {@code shortened}, or {@code more} for how many warnings are not listed
 * @param line of the file; null for what stands in the query
 * @param detail what was done
 */
@Serdeable
public record UploadWarning(String kind, @Nullable Integer line, String detail) {
    static UploadWarning of(Warning warning) {
        return new UploadWarning(warning.kind(), warning.line() == 0 ? null : warning.line(), warning.detail());
    }
}
