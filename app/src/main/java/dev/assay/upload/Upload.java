package dev.assay.upload;

import dev.assay.access.Caller;
import dev.assay.execution.NewExecution;
import dev.assay.upload.junit.Warning;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A result file and what it is about.
 *
 * @param key the sender's {@code Idempotency-Key}, at most 200 characters; null for none
 * @param metadata pairs that the execution gets in addition
 * @param partial more is to come: the execution goes on
 * @param warnings what of the parameters is stored otherwise than it was sent
 * @param parameters whatever else makes it this upload: with the content it tells a repetition from a key used again for
 *     something else
 * @param body the file, plain or gzip; read to its end, not closed
 */
public record Upload(
        By by,
        @Nullable String key,
        NewExecution start,
        Map<String, List<String>> metadata,
        ReportFormat format,
        boolean partial,
        List<Warning> warnings,
        Map<String, List<String>> parameters,
        InputStream body) {

    public Upload {
        metadata = Map.copyOf(metadata);
        warnings = List.copyOf(warnings);
        parameters = Map.copyOf(parameters);
    }

    /**
     * Who sends it; keys of one sender are not another's.
     *
     * @param principal such as {@code application:7} or {@code system:operator}
     * @param application its id, null when the sender is none
     */
    public record By(String principal, @Nullable Integer application) {

        /** Who sent the request. */
        public static By caller(Caller caller) {
            return new By(
                    caller.principal(),
                    caller.application() == null ? null : caller.application().id());
        }

        /** A part of the service, such as {@code operator}. */
        public static By system(String part) {
            return new By("system:" + part, null);
        }
    }
}
