package dev.assay.identity.application;

import static dev.assay.access.Permission.CHANGE_APPLICATION;
import static dev.assay.access.Permission.VIEW_APPLICATION;

import dev.assay.access.Permit;
import dev.assay.identity.cluster.AccountPattern;
import dev.assay.identity.cluster.ServiceAccounts;
import dev.assay.identity.workload.Issuers;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.Problem;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Trusts: which tokens authenticate an application instead of a key (docs/keyless-ci.md). */
@Controller("/v2/applications/{id}")
@Tag(name = "applications")
@JsonApi
class TrustController {
    private static final Argument<Map<String, List<String>>> CONDITIONS =
            Argument.mapOf(Argument.of(String.class), Argument.listOf(String.class));

    private final Applications applications;
    private final TokenTrusts trusts;
    private final Issuers issuers;
    private final ServiceAccounts accounts;
    private final JsonMapper json;

    TrustController(
            Applications applications, TokenTrusts trusts, Issuers issuers, ServiceAccounts accounts, JsonMapper json) {
        this.applications = applications;
        this.trusts = trusts;
        this.issuers = issuers;
        this.accounts = accounts;
        this.json = json;
    }

    /**
     * @param namespace exact, or with {@code *} for any number of characters
     * @param serviceAccount exact, or with {@code *} for any number of characters
     */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "KubernetesTrust")
    record Kubernetes(String namespace, String serviceAccount) {}

    /**
     * @param issuer null with {@code kubernetes}, as are {@code audience} and {@code conditions}
     * @param conditions for each claim, the allowed values; a token must have one of them
     * @param kubernetes service accounts of the cluster; null for an issuer
     * @param issuerNamed true if this server accepts such tokens at all ({@code WORKLOAD_ISSUERS}, {@code
     *     KUBERNETES_TOKEN_REVIEW})
     */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "Trust")
    record Response(
            String name,
            @Nullable String issuer,
            @Nullable String audience,
            @Nullable Map<String, List<String>> conditions,
            @Nullable Kubernetes kubernetes,
            boolean issuerNamed,
            Instant createdAt,
            Instant updatedAt) {}

    /** @param items sorted by name; at most 50 */
    @Serdeable
    @Schema(name = "Trusts")
    record All(List<Response> items) {}

    /** The trusts of an application: which tokens authenticate it. */
    @Get("/trusts")
    @Permit(VIEW_APPLICATION)
    All list(@PathVariable long id) {
        return new All(trusts.list(id, applications).orElseThrow(() -> unknown(id)).stream()
                .map(this::response)
                .toList());
    }

    /** Create or replace a trust: the tokens that it accepts authenticate the application. */
    @Put("/trusts/{name}")
    @Permit(CHANGE_APPLICATION)
    @ApiResponse(
            responseCode = "200",
            description = "Replaced",
            content = @Content(schema = @Schema(implementation = Response.class)))
    @ApiResponse(
            responseCode = "201",
            description = "Created",
            content = @Content(schema = @Schema(implementation = Response.class)))
    @ApiResponse(responseCode = "409", description = "The application has the most trusts that are allowed")
    HttpResponse<Response> put(
            @PathVariable long id,
            @Parameter(description = "A name of your choice.") @PathVariable @Size(min = 1, max = 100) String name,
            @Body TokenTrust trust) {
        check(trust.kind());
        return switch (trusts.put(id, name, trust)) {
            case TokenTrusts.PutOutcome.Stored(TrustRow row, boolean made) ->
                made ? HttpResponse.created(response(row)) : HttpResponse.ok(response(row));
            case TokenTrusts.PutOutcome.UnknownApplication() -> throw unknown(id);
            case TokenTrusts.PutOutcome.TooMany() ->
                throw new Fault(
                        Problem.TOO_MANY_TRUSTS,
                        "The application has " + TokenTrusts.MOST + " trusts already",
                        "Give one condition several values instead, or create another application");
        };
    }

    /** Delete a trust. Tokens that only this trust accepted no longer authenticate the application. */
    @Delete("/trusts/{name}")
    @Permit(CHANGE_APPLICATION)
    HttpResponse<Void> remove(@PathVariable long id, @PathVariable @Size(min = 1, max = 100) String name) {
        trusts.remove(id, name);
        return HttpResponse.noContent();
    }

    /** Remove the application's key, so that only tokens authenticate it. Rotate creates a new key. */
    @Delete("/key")
    @Permit(CHANGE_APPLICATION)
    HttpResponse<Void> removeKey(@PathVariable long id) {
        if (!applications.removeKey(id)) {
            throw unknown(id);
        }
        return HttpResponse.noContent();
    }

    private void check(TokenTrust.Kind kind) {
        switch (kind) {
            case TokenTrust.Kind.OfIssuer(String issuer, String _, Map<String, List<String>> _) -> {
                if (!issuers.names().contains(issuer)) {
                    throw new Fault(
                            Problem.ISSUER_NOT_NAMED,
                            "This server does not accept tokens of the issuer '" + issuer + "'",
                            issuers.names().isEmpty()
                                    ? "The operator can name issuers in WORKLOAD_ISSUERS; it is empty"
                                    : "WORKLOAD_ISSUERS names: " + String.join(", ", issuers.names()));
                }
            }
            case TokenTrust.Kind.InCluster(AccountPattern _) -> {
                if (!accounts.areAsked()) {
                    throw new Fault(
                            Problem.CLUSTER_NOT_ASKED,
                            "This server does not ask a cluster about tokens",
                            "The operator can set KUBERNETES_TOKEN_REVIEW=true if the server runs in a cluster");
                }
            }
        }
    }

    private Response response(TrustRow row) {
        Instant created = row.createdAt().toInstant(ZoneOffset.UTC);
        Instant updated = row.updatedAt().toInstant(ZoneOffset.UTC);
        if (row.namespace() != null && row.serviceAccount() != null) {
            Kubernetes accepted = new Kubernetes(row.namespace(), row.serviceAccount());
            return new Response(row.name(), null, null, null, accepted, accounts.areAsked(), created, updated);
        }
        try {
            Map<String, List<String>> conditions = json.readValue(row.conditions(), CONDITIONS);
            boolean named = issuers.names().contains(row.issuer());
            return new Response(row.name(), row.issuer(), row.audience(), conditions, null, named, created, updated);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Fault unknown(long id) {
        return new Fault(Problem.NOT_FOUND, "There is no application " + id, "GET /v1/applications lists them");
    }
}
