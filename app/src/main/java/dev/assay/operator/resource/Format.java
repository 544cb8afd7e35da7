package dev.assay.operator.resource;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How result files are read. */
public enum Format {
    @JsonProperty("junit")
    JUNIT
}
