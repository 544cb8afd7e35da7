package dev.assay.upload.junit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One test case as a result file states it.
 *
 * @param name identity of the test, {@code class.name} where the file knows a class; as long as an index takes
 * @param suite the nearest named suite around the case, null without one
 * @param duration null when the file has none that can be read
 * @param message for the person: why it failed or was skipped, with the stack trace; null without one
 * @param output what the test printed; null when it printed nothing
 * @param line where the case begins in the file, 1-based
 */
public record ParsedCase(
        String name,
        @Nullable String suite,
        Status status,
        @Nullable Duration duration,
        @Nullable String message,
        @Nullable String output,
        int line) {

    public enum Status {
        PASSED,
        FAILED,
        SKIPPED
    }
}
