package dev.assay.access;

import static dev.assay.access.Permission.CHANGE_APPLICATION;
import static dev.assay.access.Permission.CHANGE_TEAM;
import static dev.assay.access.Permission.VIEW_APPLICATION;
import static dev.assay.access.Permission.VIEW_PERMISSION;
import static dev.assay.access.Permission.VIEW_TEAM;
import static dev.assay.access.Permissions.Holder.APPLICATION;
import static dev.assay.access.Permissions.Holder.TEAM;

import dev.assay.access.Permissions.Holder;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.Problem;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The permissions that exist, and who holds them. */
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

    private static final String NAME = "One of the permissions that GET /v2/permissions lists.";

    private final Permissions permissions;

    PermissionController(Permissions permissions) {
        this.permissions = permissions;
    }

    /** @param description what the permission allows */
    @Serdeable
    record Described(String name, String description) {}

    /** @param items names of permissions, sorted */
    @Serdeable
    @Schema(name = "HeldPermissions")
    record Held(List<String> items) {}

    /** The names of Test Observer's permissions, in its order (AUTH-18, AUTH-21). */
    @Get("/v1/permissions")
    @Permit(VIEW_PERMISSION)
    List<Permission> names() {
        return OF_TEST_OBSERVER;
    }

    /** List every permission by name, with what it allows. */
    @Get("/v2/permissions")
    @Permit(VIEW_PERMISSION)
    List<Described> described() {
        return Arrays.stream(Permission.values())
                .sorted(Comparator.comparing(Permission::wire))
                .map(permission -> new Described(permission.wire(), permission.description()))
                .toList();
    }

    /** List the permissions of an application. */
    @Get("/v2/applications/{id}/permissions")
    @Permit(VIEW_APPLICATION)
    Held ofApplication(@PathVariable long id) {
        return held(APPLICATION, id);
    }

    /** Grant a permission to an application. */
    @Put("/v2/applications/{id}/permissions/{permission}")
    @Permit(CHANGE_APPLICATION)
    HttpResponse<Void> grantApplication(
            @PathVariable long id, @Parameter(description = NAME) @PathVariable PermissionName permission) {
        return done(APPLICATION, id, permissions.grant(APPLICATION, id, permission.permission()));
    }

    /** Revoke a permission of an application. */
    @Delete("/v2/applications/{id}/permissions/{permission}")
    @Permit(CHANGE_APPLICATION)
    HttpResponse<Void> revokeApplication(
            @PathVariable long id, @Parameter(description = NAME) @PathVariable PermissionName permission) {
        return done(APPLICATION, id, permissions.revoke(APPLICATION, id, permission.permission()));
    }

    /** List the permissions that a team gives to its members. */
    @Get("/v2/teams/{id}/permissions")
    @Permit(VIEW_TEAM)
    Held ofTeam(@PathVariable long id) {
        return held(TEAM, id);
    }

    /** Grant a permission to the members of a team. */
    @Put("/v2/teams/{id}/permissions/{permission}")
    @Permit(CHANGE_TEAM)
    HttpResponse<Void> grantTeam(
            @PathVariable long id, @Parameter(description = NAME) @PathVariable PermissionName permission) {
        return done(TEAM, id, permissions.grant(TEAM, id, permission.permission()));
    }

    /** Revoke a permission of the members of a team. */
    @Delete("/v2/teams/{id}/permissions/{permission}")
    @Permit(CHANGE_TEAM)
    HttpResponse<Void> revokeTeam(
            @PathVariable long id, @Parameter(description = NAME) @PathVariable PermissionName permission) {
        return done(TEAM, id, permissions.revoke(TEAM, id, permission.permission()));
    }

    private Held held(Holder holder, long id) {
        return new Held(permissions.of(holder, id).orElseThrow(() -> unknown(holder, id)).stream()
                .map(Permission::wire)
                .toList());
    }

    private static HttpResponse<Void> done(Holder holder, long id, boolean known) {
        if (!known) {
            throw unknown(holder, id);
        }
        return HttpResponse.noContent();
    }

    private static Fault unknown(Holder holder, long id) {
        return new Fault(
                Problem.NOT_FOUND,
                "There is no " + holder.word() + " " + id,
                "GET /v1/" + holder.word() + "s lists them");
    }
}
