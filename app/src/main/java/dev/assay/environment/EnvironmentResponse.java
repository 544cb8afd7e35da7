package dev.assay.environment;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;

/** An environment, as v1 shows it inside other objects (TE-RESP-02). */
@Serdeable
@Schema(name = "EnvironmentResponse")
public record EnvironmentResponse(int id, String name, String architecture) {}
