package dev.assay.artefact;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** The kinds of things under test: Test Observer's five, then container images by digest and anything with a version. */
@Schema(name = "FamilyName")
@Serdeable
public enum Family {
    @JsonProperty("snap")
    SNAP,
    @JsonProperty("deb")
    DEB,
    @JsonProperty("charm")
    CHARM,
    @JsonProperty("image")
    IMAGE,
    @JsonProperty("solution")
    SOLUTION,
    @JsonProperty("oci")
    OCI,
    @JsonProperty("generic")
    GENERIC;

    /** The name in JSON and in the database. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The family with this name. */
    public static Family of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
