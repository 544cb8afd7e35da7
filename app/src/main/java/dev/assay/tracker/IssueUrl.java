package dev.assay.tracker;

import dev.assay.web.input.Refused;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where an issue may stand (RI-06). */
public final class IssueUrl {
    private static final List<String> HOSTS = List.of("github.com", "warthogs.atlassian.net", "bugs.launchpad.net");
    private static final Pattern NORMAL = Pattern.compile("https?://(?:[^/]*@)?([^/@]*?)(?::\\d+)?/.*", Pattern.DOTALL);

    private IssueUrl() {}

    /**
     * @param url in its normal form (CONV-26)
     * @return the URL
     * @throws Refused when its host is none of those (RI-07)
     */
    public static String known(String url) {
        Matcher matcher = NORMAL.matcher(url);
        if (!matcher.matches() || !HOSTS.contains(matcher.group(1))) {
            throw new Refused("Issue url must belong to one of " + String.join(", ", HOSTS));
        }
        return url;
    }
}
