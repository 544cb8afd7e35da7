package dev.assay.upload.junit;

import java.time.Duration;
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
