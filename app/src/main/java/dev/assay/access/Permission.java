package dev.assay.access;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Permissions, in lower case on the wire: first the 31 of Test Observer (AUTH-18), in the order of the database's enum, then ours,
 * which v1 does not show.
 */
@Schema(name = "Permission")
@Serdeable
public enum Permission {
    @JsonProperty("add_application")
    ADD_APPLICATION("Make applications"),
    @JsonProperty("change_application")
    CHANGE_APPLICATION("Change and remove applications, and renew their keys"),
    @JsonProperty("change_artefact")
    CHANGE_ARTEFACT("Change every artefact: its status, stage, comment and reviewers"),
    @JsonProperty("change_attachment_rule")
    CHANGE_ATTACHMENT_RULE("Change and remove the rules that attach issues to results"),
    @JsonProperty("change_auto_rerun")
    CHANGE_AUTO_RERUN("Let an issue request reruns by itself"),
    @JsonProperty("change_environment_reported_issue")
    CHANGE_ENVIRONMENT_REPORTED_ISSUE("Write notes about environments"),
    @JsonProperty("change_environment_review")
    CHANGE_ENVIRONMENT_REVIEW("Review environments of artefacts"),
    @JsonProperty("change_issue")
    CHANGE_ISSUE("Make and change issues"),
    @JsonProperty("change_issue_attachment")
    CHANGE_ISSUE_ATTACHMENT("Attach issues to a result, and detach them"),
    @JsonProperty("change_issue_attachment_bulk")
    CHANGE_ISSUE_ATTACHMENT_BULK("With change_issue_attachment: many results at once"),
    @JsonProperty("change_notification")
    CHANGE_NOTIFICATION("Dismiss notifications of others"),
    @JsonProperty("change_rerun")
    CHANGE_RERUN("Request reruns, and withdraw requests"),
    @JsonProperty("change_rerun_bulk")
    CHANGE_RERUN_BULK("With change_rerun: many executions at once"),
    @JsonProperty("change_team")
    CHANGE_TEAM("Make and change teams and matching rules; its holder can gain every permission"),
    @JsonProperty("change_test")
    CHANGE_TEST("Start and end tests, and write their results"),
    @JsonProperty("change_test_case_reported_issue")
    CHANGE_TEST_CASE_REPORTED_ISSUE("Write notes about test cases"),
    @JsonProperty("change_user")
    CHANGE_USER("Change and remove people; its holder can become an admin"),
    @JsonProperty("view_application")
    VIEW_APPLICATION("Read applications"),
    @JsonProperty("view_artefact")
    VIEW_ARTEFACT("Read artefacts"),
    @JsonProperty("view_environment_reported_issue")
    VIEW_ENVIRONMENT_REPORTED_ISSUE("Read notes about environments"),
    @JsonProperty("view_environment_review")
    VIEW_ENVIRONMENT_REVIEW("Read reviews of environments"),
    @JsonProperty("view_issue")
    VIEW_ISSUE("Read issues"),
    @JsonProperty("view_notification")
    VIEW_NOTIFICATION("Read notifications of others"),
    @JsonProperty("view_permission")
    VIEW_PERMISSION("Read which permissions there are"),
    @JsonProperty("view_report")
    VIEW_REPORT("Read reports"),
    @JsonProperty("view_rerun")
    VIEW_RERUN("Read which reruns are requested"),
    @JsonProperty("view_sentry_debug")
    VIEW_SENTRY_DEBUG("Make a request fail, to see how failures are reported"),
    @JsonProperty("view_team")
    VIEW_TEAM("Read teams and matching rules"),
    @JsonProperty("view_test")
    VIEW_TEST("Read executions, results, environments and test cases"),
    @JsonProperty("view_test_case_reported_issue")
    VIEW_TEST_CASE_REPORTED_ISSUE("Read notes about test cases"),
    @JsonProperty("view_user")
    VIEW_USER("Read people"),
    @JsonIgnore
    VIEW_AUDIT("Read who changed what");

    private static final Set<Permission> OURS = Set.of(VIEW_AUDIT);
    private static final Map<String, Permission> NAMED =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Permission::wire, Function.identity()));

    private final String description;

    Permission(String description) {
        this.description = description;
    }

    /** What its holder may do. */
    public String description() {
        return description;
    }

    /** {@code view_test} */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** True if Test Observer does not have this permission. */
    public boolean isOurs() {
        return OURS.contains(this);
    }

    /** The permission with this wire name. */
    public static Optional<Permission> named(String name) {
        return Optional.ofNullable(NAMED.get(name));
    }

    /** The permissions with these comma-separated wire names. Names that only a later version knows are left out. */
    public static List<Permission> listed(String names) {
        return Arrays.stream(names.split(","))
                .map(Permission::named)
                .flatMap(Optional::stream)
                .toList();
    }
}
