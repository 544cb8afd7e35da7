package dev.assay.issue;

import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/**
 * An issue attached to a test result.
 *
 * @param rule the one that attached it, null when somebody did (TR-RESP-05)
 */
@Serdeable.Deserializable
public record IssueAttachment(Issue issue, @Nullable AttachmentRule rule) {}
