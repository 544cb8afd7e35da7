package dev.assay.issue;

/** Attaches its issue to results that fit, as they are stored. */
public record AttachmentRule(int id, boolean enabled, RuleCriteria criteria) {}
