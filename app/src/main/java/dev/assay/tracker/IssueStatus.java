package dev.assay.tracker;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** The state of an issue at its tracker. The database's enum has the same labels. */
@Schema(name = "IssueStatus")
@Serdeable
public enum IssueStatus {
    @JsonProperty("unknown")
    UNKNOWN,
    @JsonProperty("open")
    OPEN,
    @JsonProperty("closed")
    CLOSED;

    /** The name in JSON. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
