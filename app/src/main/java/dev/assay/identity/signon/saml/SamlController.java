package dev.assay.identity.signon.saml;

import dev.assay.access.Open;
import dev.assay.identity.session.Sessions;
import dev.assay.identity.signon.ReturnTo;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.Problem;
import dev.assay.web.request.Bodies;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.cookie.Cookie;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Signing on and off by SAML (contract auth.md section 4). */
@Controller("/v1/auth/saml")
@Tag(name = "auth")
@JsonApi
class SamlController {
    /** Prefix of a cookie for each sign-on request: the response must come from the browser that began the sign-on. */
    private static final String REQUEST_COOKIE = "saml";

    private final Saml saml;
    private final Sessions sessions;
    private final ReturnTo returnTo;
    private final Bodies bodies;

    SamlController(Saml saml, Sessions sessions, ReturnTo returnTo, Bodies bodies) {
        this.saml = saml;
        this.sessions = sessions;
        this.returnTo = returnTo;
        this.bodies = bodies;
    }

    /** Redirect a browser to sign on at the identity provider (SAML-4). */
    @Get("/login")
    @Open(Open.To.ANYONE)
    @ApiResponse(responseCode = "200", description = "Never: 307 to the identity provider")
    @ApiResponse(responseCode = "307", description = "To the identity provider")
    @ApiResponse(responseCode = "503", description = "There is no identity provider, or it does not answer")
    HttpResponse<Void> login(
            @Parameter(description = "A page of FRONTEND_URL to return to.") @QueryValue("return_to") @Nullable
                    String target) {
        Saml.Begun begun = saml.begin(target).orElseThrow(SamlController::notConfigured);
        MutableHttpResponse<Void> answer = redirect(begun.location());
        return sessions.areHttpsOnly() ? answer.header("Set-Cookie", requestCookie(begun.id(), 3600)) : answer;
    }

    /** Receive the response of the identity provider, and sign on the person that it names (SAML-5). */
    @Post("/acs")
    @Open(Open.To.ANYONE)
    @ApiResponse(responseCode = "200", description = "Signed on, without a page to return to")
    @ApiResponse(responseCode = "302", description = "Signed on, to the page in RelayState")
    @ApiResponse(responseCode = "400", description = "The form does not contain a response")
    @ApiResponse(responseCode = "403", description = "The response is not accepted")
    @ApiResponse(responseCode = "503", description = "There is no identity provider, or it does not answer")
    HttpResponse<?> acs(HttpRequest<?> request) {
        String form = bodies.form(request);
        String message = field(form, "SAMLResponse")
                .orElseThrow(() -> Fault.badRequest("Authentication failed", "Post SAMLResponse as a form"));
        List<String> asked = request.getCookies().getAll().stream()
                .map(Cookie::getName)
                .filter(name -> name.startsWith(REQUEST_COOKIE))
                .map(name -> name.substring(REQUEST_COOKIE.length()))
                .toList();
        return switch (saml.receive(message, sessions.areHttpsOnly() ? asked : null)) {
            case Saml.Outcome.SignedOn(String cookie, String id) -> {
                MutableHttpResponse<?> answer = returnTo.answer(
                                field(form, "RelayState").orElse(null), "Authentication successful")
                        .header("Set-Cookie", cookie);
                yield id == null || asked.isEmpty() ? answer : answer.header("Set-Cookie", requestCookie(id, 0));
            }
            case Saml.Outcome.Unreadable() ->
                throw Fault.badRequest("Authentication failed", "SAMLResponse must be a message in base64");
            case Saml.Outcome.Refused() -> throw new Fault(Problem.FORBIDDEN, "Authentication failed", "Sign on again");
            case Saml.Outcome.NotConfigured() -> throw notConfigured();
        };
    }

    /** End the session here, then at the identity provider (SAML-11). */
    @Get("/logout")
    @Open(Open.To.ANYONE)
    @ApiResponse(responseCode = "200", description = "Signed off; the identity provider does not support logout")
    @ApiResponse(responseCode = "307", description = "To the identity provider")
    @ApiResponse(responseCode = "503", description = "Signed off here; the identity provider does not answer")
    HttpResponse<?> logout(
            @Parameter(description = "A page of FRONTEND_URL to return to.") @QueryValue("return_to") @Nullable
                    String target,
            HttpRequest<?> request) {
        String cookie = session(request);
        Saml.Logout logout = saml.logout(() -> Optional.ofNullable(cookie).flatMap(sessions::user), target);
        String ended = sessions.end(cookie);
        return switch (logout) {
            case Saml.Logout.Redirect(String location) -> redirect(location).header("Set-Cookie", ended);
            case Saml.Logout.Done() -> returnTo.answer(target, "Logged out").header("Set-Cookie", ended);
            case Saml.Logout.NotConfigured() -> throw notConfigured();
        };
    }

    /** Come back from the identity provider's logout; a logout that began there ends the session here (SAML-12). */
    @Get("/sls")
    @Open(Open.To.ANYONE)
    @ApiResponse(responseCode = "200", description = "Signed off, without a page to return to")
    @ApiResponse(responseCode = "302", description = "Signed off, to the page in RelayState")
    @ApiResponse(responseCode = "400", description = "The query holds no message that is believed")
    @ApiResponse(responseCode = "503", description = "There is no identity provider, or it does not answer")
    HttpResponse<?> sls(HttpRequest<?> request) {
        return signedOff(request, Optional.empty());
    }

    /** Like GET; the message is also in the query (SAML-12). */
    @Post("/sls")
    @Open(Open.To.ANYONE)
    @ApiResponse(responseCode = "200", description = "Signed off, without a page to return to")
    @ApiResponse(responseCode = "302", description = "Signed off, to the page in RelayState")
    @ApiResponse(responseCode = "400", description = "The query holds no message that is believed")
    @ApiResponse(responseCode = "503", description = "There is no identity provider, or it does not answer")
    HttpResponse<?> postSls(HttpRequest<?> request) {
        return signedOff(request, field(bodies.form(request), "RelayState"));
    }

    /** Our metadata, for the identity provider (A4). */
    @ApiResponse(
            responseCode = "200",
            description = "The metadata",
            content = @Content(mediaType = "application/samlmetadata+xml", schema = @Schema(type = "string")))
    @Get(uri = "/metadata", produces = "application/samlmetadata+xml")
    @Open(Open.To.ANYONE)
    HttpResponse<String> metadata() {
        return HttpResponse.ok(saml.ownMetadata()).header("Content-Type", "application/samlmetadata+xml");
    }

    private HttpResponse<?> signedOff(HttpRequest<?> request, Optional<String> relayState) {
        String query = Objects.requireNonNullElse(request.getUri().getRawQuery(), "");
        if (!saml.accepts(query).orElseThrow(SamlController::notConfigured)) {
            throw Fault.badRequest("Logout failed", "Sign off again");
        }
        String target = relayState
                .or(() -> request.getParameters().get("RelayState", String.class))
                .orElse(null);
        return returnTo.answer(target, null).header("Set-Cookie", sessions.end(session(request)));
    }

    private static @Nullable String session(HttpRequest<?> request) {
        return request.getCookies()
                .findCookie(Sessions.COOKIE)
                .map(Cookie::getValue)
                .orElse(null);
    }

    private static MutableHttpResponse<Void> redirect(String location) {
        return HttpResponse.<Void>status(HttpStatus.TEMPORARY_REDIRECT).header("Location", location);
    }

    /** The provider's page posts the response, so browsers must send this cookie across sites. */
    private static String requestCookie(String id, int seconds) {
        return REQUEST_COOKIE + id + "=1; Path=/v1/auth/saml/acs; Max-Age=" + seconds
                + "; HttpOnly; SameSite=None; Secure";
    }

    private static Fault notConfigured() {
        return new Fault(
                Problem.UNAVAILABLE,
                "SAML authentication is not configured",
                "Set SAML_IDP_METADATA_URL to an address that serves metadata");
    }

    /** Empty if it is absent, given twice, or cannot be decoded. */
    private static Optional<String> field(String form, String name) {
        List<String> values = Stream.of(form.split("&"))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .toList();
        try {
            return values.size() == 1
                    ? Optional.of(URLDecoder.decode(values.getFirst(), StandardCharsets.UTF_8))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
