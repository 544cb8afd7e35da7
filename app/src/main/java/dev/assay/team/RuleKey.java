package dev.assay.team;

import dev.assay.artefact.Family;

/** Which artefacts a rule is for; two rules never have the same (AMR-4). Empty text is for any. */
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
