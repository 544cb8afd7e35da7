package dev.assay.access;

import static dev.assay.access.Permission.VIEW_PERMISSION;

import dev.assay.web.JsonApi;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Which permissions there are. */
@Controller
@Tag(name = "permissions")
@JsonApi
class PermissionController {
    private static final List<Permission> OF_TEST_OBSERVER = List.of(
            Permission.VIEW_USER,
            Permission.CHANGE_USER,
            Permission.VIEW_TEAM,
            Permission.CHANGE_TEAM,
            Permission.ADD_APPLICATION,
            Permission.CHANGE_APPLICATION,
            Permission.VIEW_APPLICATION,
            Permission.VIEW_PERMISSION,
            Permission.VIEW_ISSUE,
            Permission.CHANGE_ISSUE,
            Permission.CHANGE_ISSUE_ATTACHMENT,
            Permission.CHANGE_ISSUE_ATTACHMENT_BULK,
            Permission.CHANGE_ATTACHMENT_RULE,
            Permission.CHANGE_AUTO_RERUN,
            Permission.VIEW_TEST,
            Permission.CHANGE_TEST,
            Permission.VIEW_RERUN,
            Permission.CHANGE_RERUN,
            Permission.CHANGE_RERUN_BULK,
            Permission.VIEW_ARTEFACT,
            Permission.CHANGE_ARTEFACT,
            Permission.VIEW_ENVIRONMENT_REVIEW,
            Permission.CHANGE_ENVIRONMENT_REVIEW,
            Permission.VIEW_REPORT,
            Permission.VIEW_TEST_CASE_REPORTED_ISSUE,
            Permission.CHANGE_TEST_CASE_REPORTED_ISSUE,
            Permission.VIEW_ENVIRONMENT_REPORTED_ISSUE,
            Permission.CHANGE_ENVIRONMENT_REPORTED_ISSUE,
            Permission.VIEW_NOTIFICATION,
            Permission.CHANGE_NOTIFICATION,
            Permission.VIEW_SENTRY_DEBUG);

    /** @param description what its holder may do */
    @Serdeable
    record Described(Permission name, String description) {}

    /** Names of permissions that Test Observer has, in its order (AUTH-18, AUTH-21). */
    @Get("/v1/permissions")
    @Permit(VIEW_PERMISSION)
    List<Permission> names() {
        return OF_TEST_OBSERVER;
    }

    /** Every permission with what it allows, by name. */
    @Get("/v2/permissions")
    @Permit(VIEW_PERMISSION)
    List<Described> described() {
        return Arrays.stream(Permission.values())
                .sorted(Comparator.comparing(Permission::wire))
                .map(permission -> new Described(permission, permission.description()))
                .toList();
    }
}
