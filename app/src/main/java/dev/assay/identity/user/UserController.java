package dev.assay.identity.user;

import static dev.assay.access.Permission.CHANGE_USER;
import static dev.assay.access.Permission.VIEW_USER;

import dev.assay.access.Access;
import dev.assay.access.Caller;
import dev.assay.access.Open;
import dev.assay.access.Permit;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.Problem;
import dev.assay.web.input.Input;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Users (auth.md section 5). They cannot be created here, because signing on creates them (USR-10). */
@Controller("/v1/users")
@Tag(name = "users")
@JsonApi
class UserController {
    private final Users users;
    private final Access access;

    UserController(Users users, Access access) {
        this.users = users;
        this.access = access;
    }

    /** @param count the number of users on all pages */
    @Serdeable
    @Schema(name = "UsersResponse")
    record Page(List<UserResponse> users, long count, int limit, int offset) {}

    /** @param isAdmin null changes nothing */
    @Schema(name = "UserPatch")
    record Change(@Nullable Boolean isAdmin) {}

    /** The signed-in user; null if the caller is not signed in (USR-1). */
    @Get("/me")
    @Open(Open.To.SELF)
    @ApiResponse(
            responseCode = "200",
            description = "The user; null if the caller is not signed in",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = UserResponse.class, nullable = true)))
    @ApiResponse(responseCode = "401", description = "This server requires authentication")
    HttpResponse<Object> me(Caller caller) {
        if (caller.user() == null && access.isAuthenticationRequired()) {
            throw new Fault(Problem.NOT_AUTHENTICATED, "Not authenticated", "Sign in");
        }
        Optional<UserResponse> me = Optional.ofNullable(caller.user())
                .flatMap(user -> users.find(user.id()))
                .map(UserResponse::from);
        return me.isPresent()
                ? HttpResponse.ok(me.get())
                : HttpResponse.ok((Object) "null").contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    /** Users, sorted by name (USR-2 to USR-6). */
    @Get
    @Permit(VIEW_USER)
    Page list(
            @Parameter(description = "The most users to return.") @QueryValue @Input.Default("50") @Min(1) @Max(1000)
                    int limit,
            @Parameter(description = "How many users to skip.") @QueryValue @Input.Default("0") @Min(0) int offset,
            @Parameter(
                            description =
                                    "Words. Each of them must be part of the user's address, name or handle, or be the id.")
                    @QueryValue
                    @Nullable
                    String q) {
        var page = users.page(q == null ? "" : q, limit, offset);
        List<UserResponse> shown = page.items().stream().map(UserResponse::from).toList();
        return new Page(shown, page.count(), limit, offset);
    }

    /** One user (USR-7). */
    @Get("/{user_id}")
    @Permit(VIEW_USER)
    UserResponse get(@PathVariable("user_id") long id) {
        return users.find(id).map(UserResponse::from).orElseThrow(() -> unknown(id));
    }

    /** Make a user an admin, or remove this role (USR-8). */
    @Patch("/{user_id}")
    @Permit(CHANGE_USER)
    UserResponse patch(@PathVariable("user_id") long id, @Body Change change) {
        return (change.isAdmin() == null ? users.find(id) : users.setAdmin(id, change.isAdmin()))
                .map(UserResponse::from)
                .orElseThrow(() -> unknown(id));
    }

    /** Delete a user, if it exists (USR-9). */
    @Delete("/{user_id}")
    @Permit(CHANGE_USER)
    HttpResponse<Void> delete(@PathVariable("user_id") long id) {
        users.delete(id);
        return HttpResponse.noContent();
    }

    private static Fault unknown(long id) {
        return Fault.notFound("User with id " + id + " not found");
    }
}
