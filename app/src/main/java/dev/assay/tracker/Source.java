package dev.assay.tracker;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** Where issues are kept, in the order in which lists show them; the database's labels are the names. */
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

    /** Where its issues are. Of Jira the environment says it ({@code JIRA_HOST}): what reads input and rows has no beans. */
    public String host() {
        return host;
    }

    /** In JSON. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
