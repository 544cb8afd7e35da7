package dev.assay.upload;

import dev.assay.access.Caller;
import dev.assay.execution.NewExecution;
import dev.assay.upload.junit.Warning;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A result file and its parameters.
 *
 * @param key the sender's {@code Idempotency-Key}, at most 200 characters; null for none
 * @param metadata pairs to add to the execution
 * @param part the name of the part of the execution that the file is; null for a file without a name
 * @param partial true if more files follow, so that the execution stays in progress
 * @param warnings parameters that are changed when they are stored
 * @param parameters all parameters. Together with the content they distinguish a repeated upload from a key that is
 *     used again for another one
 * @param body the file, plain or gzip; read to its end, not closed
 */
public record Upload(
        By by,
        @Nullable String key,
        NewExecution start,
        Map<String, List<String>> metadata,
        ReportFormat format,
        @Nullable String part,
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
     * The sender. Each sender has its own keys.
     *
     * @param principal such as {@code application:7} or {@code system:operator}
     * @param application its id; null if the sender is not an application
     */
    public record By(String principal, @Nullable Integer application) {

        /** The caller of the request. */
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
