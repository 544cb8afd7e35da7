package dev.assay.artefact;

import org.jspecify.annotations.Nullable;

/** A person that reviews artefacts. */
public record Reviewer(int id, @Nullable String launchpadHandle, String email, String name) {}
