package dev.assay.artefact;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How far an artefact's release is. Each family has some of these stages; families without releases have none. */
@Schema(name = "StageName")
public enum Stage {
    @JsonProperty("proposed")
    PROPOSED,
    @JsonProperty("updates")
    UPDATES,
    @JsonProperty("edge")
    EDGE,
    @JsonProperty("beta")
    BETA,
    @JsonProperty("candidate")
    CANDIDATE,
    @JsonProperty("stable")
    STABLE,
    @JsonProperty("pending")
    PENDING,
    @JsonProperty("current")
    CURRENT;

    /** The name in JSON and in the database. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The stages of a family. */
    public static List<String> of(Family family) {
        return Arrays.stream(values())
                .filter(stage -> stage.fits(family))
                .map(Stage::wire)
                .toList();
    }

    /** True if artefacts of the family can be at this stage (ART-PATCH-08, 09). */
    boolean fits(Family family) {
        return switch (family) {
            case SNAP, CHARM, SOLUTION -> this == EDGE || this == BETA || this == CANDIDATE || this == STABLE;
            case DEB -> this == PROPOSED || this == UPDATES;
            case IMAGE -> this == PENDING || this == CURRENT;
            case OCI, GENERIC -> false;
        };
    }
}
