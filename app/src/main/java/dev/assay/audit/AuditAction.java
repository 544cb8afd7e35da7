package dev.assay.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Locale;

/** What was done to a row. */
@Serdeable
public enum AuditAction {
    @JsonProperty("insert")
    INSERT,
    @JsonProperty("update")
    UPDATE,
    @JsonProperty("delete")
    DELETE;

    /** The name in JSON and in the database. */
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
