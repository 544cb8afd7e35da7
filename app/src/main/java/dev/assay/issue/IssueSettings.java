package dev.assay.issue;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * @param autoRerunNeedsPermission {@code AUTO_RERUN_NEEDS_PERMISSION}: true if switching automatic reruns needs {@code
 *     change_auto_rerun} in addition to {@code change_issue} (AUTH-14)
 * @param rulesNeedCriteria {@code RULES_NEED_CRITERIA}: true if a rule that would match every result is refused
 *     (ARULE-3)
 */
@ConfigurationProperties("assay.issues")
public record IssueSettings(boolean autoRerunNeedsPermission, boolean rulesNeedCriteria) {}
