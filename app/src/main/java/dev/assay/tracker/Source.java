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
    JIRA,
    @JsonProperty("github")
    GITHUB,
    @JsonProperty("launchpad")
    LAUNCHPAD;

    /** In JSON. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
