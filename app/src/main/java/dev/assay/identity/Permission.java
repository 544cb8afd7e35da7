package dev.assay.identity;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What callers may hold, in the order of the database's enum; on the wire in lower case. All but {@link #VIEW_AUDIT}, which is ours,
 * are the 31 of AUTH-18.
 */
public enum Permission {
    ADD_APPLICATION,
    CHANGE_APPLICATION,
    CHANGE_ARTEFACT,
    CHANGE_ATTACHMENT_RULE,
    CHANGE_AUTO_RERUN,
    CHANGE_ENVIRONMENT_REPORTED_ISSUE,
    CHANGE_ENVIRONMENT_REVIEW,
    CHANGE_ISSUE,
    CHANGE_ISSUE_ATTACHMENT,
    CHANGE_ISSUE_ATTACHMENT_BULK,
    CHANGE_NOTIFICATION,
    CHANGE_RERUN,
    CHANGE_RERUN_BULK,
    CHANGE_TEAM,
    CHANGE_TEST,
    CHANGE_TEST_CASE_REPORTED_ISSUE,
    CHANGE_USER,
    VIEW_APPLICATION,
    VIEW_ARTEFACT,
    VIEW_ENVIRONMENT_REPORTED_ISSUE,
    VIEW_ENVIRONMENT_REVIEW,
    VIEW_ISSUE,
    VIEW_NOTIFICATION,
    VIEW_PERMISSION,
    VIEW_REPORT,
    VIEW_RERUN,
    VIEW_SENTRY_DEBUG,
    VIEW_TEAM,
    VIEW_TEST,
    VIEW_TEST_CASE_REPORTED_ISSUE,
    VIEW_USER,
    VIEW_AUDIT;

    /** {@code view_test} */
    @JsonValue
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
