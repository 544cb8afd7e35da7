package dev.assay.team;

import dev.assay.artefact.Family;

/** The artefacts that a rule matches; unique among all rules (AMR-4). An empty text matches any value. */
public record RuleKey(
        Family family,
        String name,
        String stage,
        String track,
        String branch,
        String store,
        String series,
        String os,
        String release,
        String owner) {}
