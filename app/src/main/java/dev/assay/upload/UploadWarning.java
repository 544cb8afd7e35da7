package dev.assay.upload;

import dev.assay.upload.junit.Warning;
import org.jspecify.annotations.Nullable;

/** A text of an upload that was changed when it was stored. The line is null for a text of the query. */
public record UploadWarning(String kind, @Nullable Integer line, String detail) {
    static UploadWarning of(Warning warning) {
        return new UploadWarning(warning.kind(), warning.line() == 0 ? null : warning.line(), warning.detail());
    }
}
