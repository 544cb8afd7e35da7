package dev.assay.collect;

import dev.assay.platform.RefusedSetting;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a collector: what it collects, and where it sends it.
 *
 * @param credential identifies the collector in every request
 * @param results globs below the directory; files that match are uploaded
 * @param logs globs below the directory; the head and the tail of files that match are kept as events
 * @param format the format of the result files, such as {@code junit}
 * @param finish true if this collector completes the execution; no other program may do so then
 * @param source where the collector runs, such as the pod's name, for people who read events
 * @param interval the time between two looks at the directory
 * @param grace the time from the order to stop to the last request
 * @param environment the environment variables, some of which name proxies
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

    /**
     * The name of the spool below the directory, which holds what was taken and is not delivered yet. Once it exists, the
     * collector handles SIGTERM.
     */
    public static final String SPOOL = ".assay-spool";

    public CollectSettings {
        environment = Map.copyOf(environment);
        results = List.copyOf(results);
        logs = List.copyOf(logs);
        if (!List.of("http", "https").contains(api.getScheme()) || api.getHost() == null) {
            throw new RefusedSetting(
                    "ASSAY_URL", "is not the address of an API", "Write one such as https://assay.example.com");
        }
        if (results.isEmpty()) {
            throw new RefusedSetting("ASSAY_RESULTS", "names no files", "Write globs such as **/*.xml");
        }
        if (interval.isNegative() || interval.isZero() || grace.isNegative()) {
            throw new RefusedSetting("ASSAY_GRACE", "or ASSAY_INTERVAL is not a valid time", "Write one such as 100s");
        }
        subject.metadata();
    }

    /** Splits a text of several globs at commas and line breaks. */
    public static List<String> globs(String text) {
        return Globs.split(text);
    }

    /**
     * How the collector identifies itself.
     *
     * @param key an API key; null to use the token in the file
     * @param tokenFile read for every request, because tokens are renewed; without the file, requests have no token
     */
    public record Credential(@Nullable String key, Path tokenFile) {}

    /**
     * How much the collector takes.
     *
     * @param spoolBytes the most bytes of files that were taken and not delivered yet
     * @param fileBytes the most bytes of one file
     * @param files the most result files
     * @param logs the most log files
     */
    public record Limits(long spoolBytes, long fileBytes, int files, int logs) {}
}
