package dev.assay.tracker;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks that an issue's URL belongs to a known tracker (RI-06). */
public final class IssueUrl {
    private static final List<String> HOSTS =
            List.of(Source.GITHUB.host(), Source.JIRA.host(), Source.LAUNCHPAD.host());
    private static final Pattern NORMAL = Pattern.compile("https?://(?:[^/]*@)?([^/@]*?)(?::\\d+)?/.*", Pattern.DOTALL);

    private IssueUrl() {}

    /**
     * Says why the URL is refused; empty if it is allowed (RI-07).
     *
     * @param url in its normal form (CONV-26)
     */
    public static Optional<String> problem(String url) {
        Matcher matcher = NORMAL.matcher(url);
        return matcher.matches() && HOSTS.contains(matcher.group(1))
                ? Optional.empty()
                : Optional.of("Issue url must belong to one of " + String.join(", ", HOSTS));
    }
}
