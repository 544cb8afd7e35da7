package dev.assay.collect;

import dev.assay.platform.RefusedSetting;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is collected, and where it goes.
 *
 * @param credential what every request shows
 * @param results globs below the directory; files that match are uploaded
 * @param logs globs below the directory; files that match are kept as events, their head and tail
 * @param format of the results, such as {@code junit}
 * @param finish whether this collector, and nobody else, completes the execution
 * @param source where it runs, such as the pod's name, for people who read events
 * @param interval between two looks at the directory
 * @param grace from the order to stop to the last request
 * @param environment names the proxies
 */
public record CollectSettings(
        URI api,
        Credential credential,
        Subject subject,
        Path directory,
        List<String> results,
        List<String> logs,
        String format,
        boolean finish,
        String source,
        Limits limits,
        Duration interval,
        Duration grace,
        Map<String, String> environment) {

    /** Below the directory: what was taken and not delivered yet. Once it is there, the collector can be told to end. */
    public static final String SPOOL = ".assay-spool";

    public CollectSettings {
        environment = Map.copyOf(environment);
        results = List.copyOf(results);
        logs = List.copyOf(logs);
        if (!List.of("http", "https").contains(api.getScheme()) || api.getHost() == null) {
            throw new RefusedSetting(
                    "ASSAY_URL", "is no address of an API", "Write one such as https://assay.example.com");
        }
        if (results.isEmpty()) {
            throw new RefusedSetting("ASSAY_RESULTS", "names no files", "Write globs such as **/*.xml");
        }
        if (interval.isNegative() || interval.isZero() || grace.isNegative()) {
            throw new RefusedSetting("ASSAY_GRACE", "or ASSAY_INTERVAL is no time", "Write one such as 100s");
        }
        subject.metadata();
    }

    /** Several globs in one text, between commas or line breaks. */
    public static List<String> globs(String text) {
        return Globs.split(text);
    }

    /**
     * What shows who asks.
     *
     * @param key used as it is; null for the content of the file
     * @param tokenFile read for every request, since tokens are renewed; none is shown while it does not exist
     */
    public record Credential(@Nullable String key, Path tokenFile) {}

    /**
     * How much is taken.
     *
     * @param spoolBytes of files that were taken and not delivered yet
     * @param fileBytes of one file
     * @param files how many result files
     * @param logs how many log files
     */
    public record Limits(long spoolBytes, long fileBytes, int files, int logs) {}
}
