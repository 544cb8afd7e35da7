package dev.assay.artefact;

import org.jspecify.annotations.Nullable;

/** A person who reviews. */
public record Reviewer(int id, @Nullable String launchpadHandle, String email, String name) {}
