package dev.assay.operator.resource;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The format of result files. */
public enum Format {
    @JsonProperty("junit")
    JUNIT
}
