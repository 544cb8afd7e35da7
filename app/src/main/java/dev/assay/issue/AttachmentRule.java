package dev.assay.issue;

import dev.assay.filter.Criteria;
import io.micronaut.serde.annotation.Serdeable;

/** Attaches its issue to results that fit, as they are stored. */
@Serdeable.Deserializable
public record AttachmentRule(int id, boolean enabled, Criteria criteria) {}
