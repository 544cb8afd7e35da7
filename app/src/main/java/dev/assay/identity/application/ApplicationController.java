package dev.assay.identity.application;

import static dev.assay.access.Permission.ADD_APPLICATION;
import static dev.assay.access.Permission.CHANGE_APPLICATION;
import static dev.assay.access.Permission.VIEW_APPLICATION;

import dev.assay.access.Access;
import dev.assay.access.Application;
import dev.assay.access.Caller;
import dev.assay.access.Open;
import dev.assay.access.Permission;
import dev.assay.access.Permit;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.Problem;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Applications and their keys (APP-1 to APP-7). Only the response that creates a key shows it (docs/adr/0012). */
@Controller("/v1/applications")
@Tag(name = "applications")
@JsonApi
class ApplicationController {
    private static final int LONGEST_NAME = 200;
    private static final int MOST = 10_000;

    private final Applications applications;
    private final Access access;

    ApplicationController(Applications applications, Access access) {
        this.applications = applications;
        this.access = access;
    }

    @Schema(name = "ApplicationCreate")
    record New(
            @Size(max = LONGEST_NAME) String name,
            @Size(max = MOST) List<Permission> permissions) {}

    /** @param permissions replace the present permissions; null changes nothing */
    @Schema(name = "ApplicationPatch")
    record Change(@Size(max = MOST) @Nullable List<Permission> permissions) {}

    /** @param apiKey the key in the response that creates it; otherwise {@code to_…}, or empty if the application has no key */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "ApplicationResponse")
    record Response(int id, String name, List<Permission> permissions, String apiKey) {
        private static Response masked(ApplicationRow row) {
            return with(row, row.keyed() ? "to_…" : "");
        }

        private static Response with(ApplicationRow row, String key) {
            return new Response(row.id(), row.name(), row.permissionList(), key);
        }
    }

    /** All applications, oldest first. */
    @Get
    @Permit(VIEW_APPLICATION)
    List<Response> list() {
        return applications.list().stream().map(Response::masked).toList();
    }

    /** Create an application. The key in the response is not shown again. */
    @Post
    @Permit(ADD_APPLICATION)
    @ApiResponse(
            responseCode = "200",
            description = "Done",
            content = @Content(schema = @Schema(implementation = Response.class)))
    @ApiResponse(responseCode = "409", description = "Another application has this name")
    HttpResponse<Response> create(@Body New body) {
        return switch (applications.create(body.name(), body.permissions())) {
            case Applications.CreateOutcome.Created(int id, String key) ->
                HttpResponse.ok(new Response(id, body.name(), body.permissions(), key));
            case Applications.CreateOutcome.NameTaken(String name) ->
                throw Fault.conflict("Application with name '" + name + "' already exists");
        };
    }

    /** The calling application; null for other callers. */
    @Get("/me")
    @Open(Open.To.SELF)
    @ApiResponse(
            responseCode = "200",
            description = "Done",
            content = @Content(schema = @Schema(implementation = Response.class, nullable = true)))
    @ApiResponse(responseCode = "401", description = "This server requires authentication")
    HttpResponse<Object> me(Caller caller) {
        Response me = caller.application() == null
                ? null
                : applications
                        .find(caller.application().id())
                        .map(Response::masked)
                        .orElse(null);
        if (me != null) {
            return HttpResponse.ok(me);
        }
        if (access.isAuthenticationRequired()) {
            throw notAuthenticated();
        }
        return HttpResponse.ok((Object) "null").contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    /** Create a new key for the calling application. The old key becomes invalid at once. */
    @Post("/me/rotate")
    @Open(Open.To.SELF)
    @ApiResponse(
            responseCode = "200",
            description = "Done",
            content = @Content(schema = @Schema(implementation = Response.class)))
    @ApiResponse(responseCode = "401", description = "The caller is not an application")
    @ApiResponse(responseCode = "403", description = "The caller did not use a key")
    HttpResponse<Response> rotateMine(Caller caller) {
        Application me = caller.application();
        if (me == null) {
            throw notAuthenticated();
        }
        if (me.shown() != Application.Shown.KEY) {
            throw new Fault(
                    Problem.FORBIDDEN,
                    "An application that uses a workload token has no key to rotate",
                    "A caller with the permission change_application can create a key");
        }
        return HttpResponse.ok(rotated(me.id()));
    }

    /** One application. */
    @Get("/{application_id}")
    @Permit(VIEW_APPLICATION)
    Response get(@PathVariable("application_id") long id) {
        return applications.find(id).map(Response::masked).orElseThrow(() -> unknown(id));
    }

    /** Change the permissions of an application. */
    @Patch("/{application_id}")
    @Permit(CHANGE_APPLICATION)
    Response change(@PathVariable("application_id") long id, @Body Change body) {
        return applications
                .change(id, body.permissions())
                .map(Response::masked)
                .orElseThrow(() -> Fault.notFound("Application " + id + " doesn't exist"));
    }

    /** Delete an application. Its key becomes invalid at once. */
    @Delete("/{application_id}")
    @Permit(CHANGE_APPLICATION)
    HttpResponse<Void> remove(@PathVariable("application_id") long id) {
        applications.remove(id);
        return HttpResponse.noContent();
    }

    /** Create a new key for an application. The old key becomes invalid at once. */
    @Post("/{application_id}/rotate")
    @Permit(CHANGE_APPLICATION)
    Response rotate(@PathVariable("application_id") long id) {
        return rotated(id);
    }

    private Response rotated(long id) {
        return applications
                .rotate(id)
                .map(rotated -> Response.with(rotated.application(), rotated.key()))
                .orElseThrow(() -> unknown(id));
    }

    private static Fault unknown(long id) {
        return Fault.notFound("Application with id " + id + " not found");
    }

    private static Fault notAuthenticated() {
        return new Fault(Problem.NOT_AUTHENTICATED, "Not authenticated", "Send Authorization: Bearer <API key>");
    }
}
