package dev.assay.tracker;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** Issue trackers, in the order in which lists show them. The database's enum has the same labels. */
@Schema(name = "IssueSource")
@Serdeable
public enum Source {
    @JsonProperty("jira")
    JIRA(System.getenv().getOrDefault("JIRA_HOST", "warthogs.atlassian.net")),
    @JsonProperty("github")
    GITHUB("github.com"),
    @JsonProperty("launchpad")
    LAUNCHPAD("bugs.launchpad.net");

    private final String host;

    Source(String host) {
        this.host = host;
    }

    /**
     * The host of the tracker. Jira's comes straight from the environment ({@code JIRA_HOST}), because code that parses input
     * and rows has no access to beans.
     */
    public String host() {
        return host;
    }

    /** The name in JSON. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
