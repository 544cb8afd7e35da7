package dev.assay.upload;

import dev.assay.execution.Start;
import dev.assay.upload.junit.Warning;
import dev.assay.web.intake.Content;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An upload of which every byte is here.
 *
 * @param requestSha256 over content and parameters
 */
record Received(
        Upload.By by,
        @Nullable String key,
        Start start,
        Map<String, List<String>> metadata,
        ReportFormat format,
        boolean partial,
        List<Warning> warnings,
        Content content,
        byte[] requestSha256) {

    static Received of(Upload upload, Content content) {
        return new Received(
                upload.by(),
                upload.key(),
                upload.start(),
                upload.metadata(),
                upload.format(),
                upload.partial(),
                upload.warnings(),
                content,
                content.sha256(upload.parameters()));
    }
}
