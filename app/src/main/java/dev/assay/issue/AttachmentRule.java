package dev.assay.issue;

import dev.assay.filter.Criteria;
import io.micronaut.serde.annotation.Serdeable;

/** A rule that attaches its issue to results that match its criteria, when they are stored. */
@Serdeable.Deserializable
public record AttachmentRule(int id, boolean enabled, Criteria criteria) {}
