package dev.assay.issue;

import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/**
 * An issue attached to a test result.
 *
 * @param rule the rule that attached it; null if a person did (TR-RESP-05)
 */
@Serdeable.Deserializable
public record IssueAttachment(Issue issue, @Nullable AttachmentRule rule) {}
