package dev.assay.tracker;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** How an issue stands at its tracker; the database's labels are the names. */
@Schema(name = "IssueStatus")
@Serdeable
public enum IssueStatus {
    @JsonProperty("unknown")
    UNKNOWN,
    @JsonProperty("open")
    OPEN,
    @JsonProperty("closed")
    CLOSED;

    /** In JSON. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
