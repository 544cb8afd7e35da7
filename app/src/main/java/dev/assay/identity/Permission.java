package dev.assay.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What callers may hold, in the order of the database's enum; on the wire in lower case. All but {@link #VIEW_AUDIT}, which is ours,
 * are the 31 of AUTH-18.
 */
@Schema(name = "Permission")
@Serdeable
public enum Permission {
    @JsonProperty("add_application")
    ADD_APPLICATION,
    @JsonProperty("change_application")
    CHANGE_APPLICATION,
    @JsonProperty("change_artefact")
    CHANGE_ARTEFACT,
    @JsonProperty("change_attachment_rule")
    CHANGE_ATTACHMENT_RULE,
    @JsonProperty("change_auto_rerun")
    CHANGE_AUTO_RERUN,
    @JsonProperty("change_environment_reported_issue")
    CHANGE_ENVIRONMENT_REPORTED_ISSUE,
    @JsonProperty("change_environment_review")
    CHANGE_ENVIRONMENT_REVIEW,
    @JsonProperty("change_issue")
    CHANGE_ISSUE,
    @JsonProperty("change_issue_attachment")
    CHANGE_ISSUE_ATTACHMENT,
    @JsonProperty("change_issue_attachment_bulk")
    CHANGE_ISSUE_ATTACHMENT_BULK,
    @JsonProperty("change_notification")
    CHANGE_NOTIFICATION,
    @JsonProperty("change_rerun")
    CHANGE_RERUN,
    @JsonProperty("change_rerun_bulk")
    CHANGE_RERUN_BULK,
    @JsonProperty("change_team")
    CHANGE_TEAM,
    @JsonProperty("change_test")
    CHANGE_TEST,
    @JsonProperty("change_test_case_reported_issue")
    CHANGE_TEST_CASE_REPORTED_ISSUE,
    @JsonProperty("change_user")
    CHANGE_USER,
    @JsonProperty("view_application")
    VIEW_APPLICATION,
    @JsonProperty("view_artefact")
    VIEW_ARTEFACT,
    @JsonProperty("view_environment_reported_issue")
    VIEW_ENVIRONMENT_REPORTED_ISSUE,
    @JsonProperty("view_environment_review")
    VIEW_ENVIRONMENT_REVIEW,
    @JsonProperty("view_issue")
    VIEW_ISSUE,
    @JsonProperty("view_notification")
    VIEW_NOTIFICATION,
    @JsonProperty("view_permission")
    VIEW_PERMISSION,
    @JsonProperty("view_report")
    VIEW_REPORT,
    @JsonProperty("view_rerun")
    VIEW_RERUN,
    @JsonProperty("view_sentry_debug")
    VIEW_SENTRY_DEBUG,
    @JsonProperty("view_team")
    VIEW_TEAM,
    @JsonProperty("view_test")
    VIEW_TEST,
    @JsonProperty("view_test_case_reported_issue")
    VIEW_TEST_CASE_REPORTED_ISSUE,
    @JsonProperty("view_user")
    VIEW_USER,
    @JsonProperty("view_audit")
    VIEW_AUDIT;

    /** {@code view_test} */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** From wire names with commas between them; empty text is an empty list. */
    public static List<Permission> listed(String names) {
        return Arrays.stream(names.split(","))
                .filter(name -> !name.isEmpty())
                .map(name -> valueOf(name.toUpperCase(Locale.ROOT)))
                .toList();
    }
}
