package dev.assay.tracker;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An issue, identified by what all its URLs have in common (ISS-1, ISS-2).
 *
 * @param project {@code owner/repo}, a Jira key, or a Launchpad project
 * @param key the number, without leading zeros
 */
public record TrackedIssue(Source source, String project, String key) {
    /** The most characters of a project and of a key. */
    public static final int LONGEST = 200;

    private static final Pattern NORMAL =
            Pattern.compile("https?://(?:[^/]*@)?([^/@]*?)(?::\\d+)?(/[^?#]*).*", Pattern.DOTALL);
    private static final Map<Source, Pattern> PATHS = Map.of(
            Source.GITHUB, Pattern.compile("/([^/]+/[^/]+)/issues/(\\d+)"),
            Source.JIRA, Pattern.compile("/browse/([A-Za-z]+)-(\\d+)"),
            Source.LAUNCHPAD, Pattern.compile("/([^/]+)(?:/\\+source/[^/]+)?/\\+bug/(\\d+)"));

    /** The result of parsing a URL. */
    public sealed interface Read {
        record Recognised(TrackedIssue issue) implements Read {}

        /** @param reason for the user, several lines (ISS-5) */
        record Other(String reason) implements Read {}
    }

    /**
     * Parses a URL by its host and path (ISS-4).
     *
     * @param url in its normal form (CONV-26)
     */
    public static Read of(String url) {
        Matcher parts = NORMAL.matcher(url);
        String host = parts.matches() ? parts.group(1) : "";
        String path = parts.matches() ? parts.group(2) : "";
        return Stream.of(Source.values())
                .filter(source -> source.host().equals(host))
                .findFirst()
                .map(source -> read(source, host, path))
                .orElseGet(() -> new Read.Other(unrecognised(host, path)));
    }

    /** The canonical URL of the issue (ISS-3). */
    public String url() {
        String path = switch (source) {
            case GITHUB -> "/%s/issues/%s";
            case JIRA -> "/browse/%s-%s";
            case LAUNCHPAD -> "/%s/+bug/%s";
        };
        return "https://" + source.host() + path.formatted(project, key);
    }

    private static Read read(Source source, String host, String path) {
        Matcher matcher = Objects.requireNonNull(PATHS.get(source)).matcher(path);
        if (!matcher.matches()) {
            return new Read.Other(unrecognised(host, path));
        }
        String project = source == Source.JIRA
                ? matcher.group(1).toUpperCase(Locale.ROOT)
                : matcher.group(1).toLowerCase(Locale.ROOT);
        String key = matcher.group(2).replaceFirst("^0+(?=.)", "");
        return project.length() > LONGEST || key.length() > LONGEST
                ? new Read.Other("Issue URL names a project or number of more than " + LONGEST + " characters")
                : new Read.Recognised(new TrackedIssue(source, project, key));
    }

    private static String unrecognised(String host, String path) {
        return """
                Unrecognized issue URL format:
                  host = '%s'
                  path = '%s'

                Expected formats:
                  GitHub:     https://github.com/<owner>/<repo>/issues/<number>
                  JIRA:       https://%s/browse/<PROJECT-123>
                  Launchpad:  https://bugs.launchpad.net/<project>/+bug/<number>""".formatted(host, path, Source.JIRA.host());
    }
}
