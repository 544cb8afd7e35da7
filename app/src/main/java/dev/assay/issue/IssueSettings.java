package dev.assay.issue;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * @param autoRerunNeedsPermission {@code AUTO_RERUN_NEEDS_PERMISSION}: whether switching automatic reruns takes
 *     {@code change_auto_rerun} besides {@code change_issue} (AUTH-14)
 * @param rulesNeedCriteria {@code RULES_NEED_CRITERIA}: whether a rule that would match every result is refused (ARULE-3)
 */
@ConfigurationProperties("assay.issues")
public record IssueSettings(boolean autoRerunNeedsPermission, boolean rulesNeedCriteria) {}
