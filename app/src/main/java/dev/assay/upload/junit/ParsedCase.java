package dev.assay.upload.junit;

import dev.assay.upload.naming.Repeat;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One test case of a result file.
 *
 * @param name the name that identifies the test: {@code class.name} if the file has a class; shortened to fit into an
 *     index
 * @param suite the nearest named suite around the case; null if there is none
 * @param duration null if the file has none that can be read
 * @param message for people: why the test failed or was skipped, with the stack trace; null if there is none
 * @param output what the test printed; null if it printed nothing
 * @param line where the case begins in the file, 1-based
 * @param repeat what it means if the name occurs again
 * @param detail what few cases have
 */
public record ParsedCase(
        String name,
        @Nullable String suite,
        Status status,
        @Nullable Duration duration,
        @Nullable String message,
        @Nullable String output,
        int line,
        Repeat repeat,
        Detail detail) {

    /** A case without details. */
    ParsedCase(
            String name,
            @Nullable String suite,
            Status status,
            @Nullable Duration duration,
            @Nullable String message,
            @Nullable String output,
            int line) {
        this(name, suite, status, duration, message, output, line, Repeat.AFTER_FAILURE, Detail.NONE);
    }

    /**
     * What few cases have.
     *
     * @param reportedName the name in the file, if it differs from the identity
     * @param file the source file
     * @param line the line in the source file
     * @param ranAt when the case began
     * @param flaky true if it passed in the end
     * @param suite the position of the suite of a failed case
     * @param attempts failed attempts before the last one, the first one first
     * @param attachments paths of files that the test left
     */
    public record Detail(
            @Nullable String reportedName,
            @Nullable String file,
            @Nullable Integer line,
            @Nullable Instant ranAt,
            boolean flaky,
            @Nullable Integer suite,
            List<Attempt> attempts,
            List<String> attachments,
            Map<String, String> properties) {
        public static final Detail NONE =
                new Detail(null, null, null, null, false, null, List.of(), List.of(), Map.of());

        public Detail {
            attempts = List.copyOf(attempts);
            attachments = List.copyOf(attachments);
            properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        }
    }

    /** An attempt that failed. */
    public record Attempt(
            @Nullable Duration duration,
            @Nullable String message,
            @Nullable String output) {}

    public enum Status {
        PASSED,
        FAILED,
        SKIPPED
    }
}
