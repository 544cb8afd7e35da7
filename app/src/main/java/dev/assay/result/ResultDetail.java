package dev.assay.result;

import dev.assay.outcome.ResultStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a file says about a result that few results have and v1 does not show.
 *
 * @param reportedName the name in the file, if the identity differs from it
 * @param file the source file of the test
 * @param line the line in the source file
 * @param ranAt when the test began
 * @param flaky true if it passed after a failed attempt
 * @param suite the place in the file of the suite that it belongs to, whose output may explain a failure
 * @param attempts earlier attempts, the first one first
 * @param attachments paths of files that the test left
 */
public record ResultDetail(
        @Nullable String reportedName,
        @Nullable String file,
        @Nullable Integer line,
        @Nullable Instant ranAt,
        boolean flaky,
        @Nullable Integer suite,
        List<Attempt> attempts,
        List<String> attachments,
        Map<String, String> properties) {
    static final ResultDetail NONE = new ResultDetail(null, null, null, null, false, null, null, null, null);

    /** The most attempts of a result that are kept: the last ones. */
    public static final int MOST_ATTEMPTS = 20;

    /** The most characters of each text of an attempt that are kept. */
    static final int MOST_CHARACTERS = 16 << 10;

    public ResultDetail(
            @Nullable String reportedName,
            @Nullable String file,
            @Nullable Integer line,
            @Nullable Instant ranAt,
            boolean flaky,
            @Nullable Integer suite,
            @Nullable List<Attempt> attempts,
            @Nullable List<String> attachments,
            @Nullable Map<String, String> properties) {
        this.reportedName = reportedName;
        this.file = file;
        this.line = line;
        this.ranAt = ranAt;
        this.flaky = flaky;
        this.suite = suite;
        this.attempts = List.copyOf(Objects.requireNonNullElse(attempts, List.of()));
        this.attachments = List.copyOf(Objects.requireNonNullElse(attachments, List.of()));
        this.properties =
                Collections.unmodifiableMap(new LinkedHashMap<>(Objects.requireNonNullElse(properties, Map.of())));
    }

    /** One run of a test before the last one. */
    public record Attempt(ResultStatus status, @Nullable Long durationMicros, String message, String output) {}

    boolean isEmpty() {
        return equals(NONE);
    }

    /** The same with attempts before those that it has. */
    ResultDetail after(List<Attempt> earlier, boolean passed) {
        List<Attempt> all = new ArrayList<>(earlier);
        all.addAll(attempts);
        List<Attempt> last = all.subList(Math.max(0, all.size() - MOST_ATTEMPTS), all.size());
        boolean failed = last.stream().anyMatch(attempt -> attempt.status() == ResultStatus.FAILED);
        return new ResultDetail(
                reportedName, file, line, ranAt, flaky || passed && failed, suite, last, attachments, properties);
    }

    /** The memory that it takes, in characters. */
    long weight() {
        long weight = 64L * properties.size()
                + 128L * attachments.size()
                + (reportedName == null ? 0 : reportedName.length());
        for (Attempt attempt : attempts) {
            weight += attempt.message().length() + attempt.output().length();
        }
        return weight;
    }
}
