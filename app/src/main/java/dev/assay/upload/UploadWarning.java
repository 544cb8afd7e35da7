package dev.assay.upload;

import dev.assay.upload.junit.Warning;
import org.jspecify.annotations.Nullable;

/** What of an upload was stored otherwise than it was sent; the line is null for what stands in the query. */
public record UploadWarning(String kind, @Nullable Integer line, String detail) {
    static UploadWarning of(Warning warning) {
        return new UploadWarning(warning.kind(), warning.line() == 0 ? null : warning.line(), warning.detail());
    }
}
