package dev.assay.artefact;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;

/** One of several artefacts that differ only in their version. */
@Introspected
public record ArtefactVersion(int id, String name, String version, String stage, Instant createdAt) {}
