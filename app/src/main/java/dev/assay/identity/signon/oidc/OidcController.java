package dev.assay.identity.signon.oidc;

import dev.assay.access.Open;
import dev.assay.database.AuditContext;
import dev.assay.identity.issuer.SafeLogText;
import dev.assay.identity.session.Sessions;
import dev.assay.identity.signon.SignOn;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.Problem;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.cookie.Cookie;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signs browsers on with OpenID Connect. Only the log says why a sign-on failed, not the response. */
@Controller("/v1/auth/oidc")
@JsonApi
@Hidden
class OidcController {
    private static final Logger LOG = LoggerFactory.getLogger(OidcController.class);
    /** Limited, because it is stored in a cookie, and browsers limit cookies to 4 KiB. */
    private static final int LONGEST_RETURN = 2000;

    private final OidcClient client;
    private final Provider provider;
    private final LoginStates states;
    private final OidcSignOn signOn;
    private final OidcRedirects places;

    OidcController(OidcClient client, Provider provider, LoginStates states, OidcSignOn signOn, OidcRedirects places) {
        this.client = client;
        this.provider = provider;
        this.states = states;
        this.signOn = signOn;
        this.places = places;
    }

    /** Sends the browser to the provider. */
    @Get("/login")
    @Open(Open.To.ANYONE)
    HttpResponse<?> login(HttpRequest<?> request, @QueryValue("return_to") @Nullable String target) {
        checkOn();
        String returnTo = target == null ? "" : target;
        if (!returnTo.isEmpty()
                && (returnTo.length() > LONGEST_RETURN
                        || places.allowed(returnTo).isEmpty())) {
            throw Fault.badRequest(
                    "return_to is not an address of the front end", "Send an address below FRONTEND_URL");
        }
        LoginStates.Login login = states.begin(returnTo);
        try {
            return HttpResponse.status(HttpStatus.FOUND)
                    .header(
                            "Location",
                            provider.signIn(login, places.callback(request)).toString())
                    .header("Set-Cookie", states.cookie(login));
        } catch (IOException e) {
            throw unreachable(e.getMessage());
        }
    }

    /** The provider redirects the browser to this address. */
    @Get("/callback")
    @Open(Open.To.ANYONE)
    HttpResponse<?> callback(
            HttpRequest<?> request,
            @QueryValue @Nullable String code,
            @QueryValue @Nullable String state,
            @QueryValue @Nullable String error,
            @QueryValue @Nullable String iss) {
        checkOn();
        LoginStates.Login login = expected(request, state == null ? "" : state);
        if (error != null) {
            throw failed("the provider says " + error);
        }
        if (code == null || code.isBlank() || (iss != null && !iss.equals(client.issuer()))) {
            throw failed(iss == null ? "the browser did not send a code" : "the browser comes from " + iss);
        }
        return switch (provider.redeem(code, login, places.callback(request))) {
            case VerifiedIdentity.Person person -> {
                SignOn.Entered entered = new AuditContext("anonymous", person.email(), "GET /v1/auth/oidc/callback")
                        .during(() -> signOn.enter(person));
                yield places.back(login.returnTo())
                        .header("Set-Cookie", entered.setCookie())
                        .header("Set-Cookie", states.noCookie());
            }
            case VerifiedIdentity.Refused(String reason) -> throw failed(reason);
            case VerifiedIdentity.Unreachable(String reason) -> throw unreachable(reason);
        };
    }

    /** Ends our session, and the session at the provider if the provider supports that. */
    @Get("/logout")
    @Open(Open.To.ANYONE)
    HttpResponse<?> logout(HttpRequest<?> request, @QueryValue("return_to") @Nullable String target) {
        checkOn();
        String ended = places.end(cookie(request, Sessions.COOKIE).orElse(null));
        try {
            Optional<URI> provided = provider.signOut(places.allowed(target).map(URI::create));
            if (provided.isPresent()) {
                return HttpResponse.status(HttpStatus.FOUND)
                        .header("Location", provided.get().toString())
                        .header("Set-Cookie", ended);
            }
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("reason", SafeLogText.shown(e.getMessage()))
                    .log("Sign-out at the provider failed");
        }
        return places.back(target == null ? "" : target).header("Set-Cookie", ended);
    }

    private LoginStates.Login expected(HttpRequest<?> request, String state) {
        return switch (states.resolve(cookie(request, LoginStates.COOKIE), state)) {
            case LoginStates.Return.Expected(LoginStates.Login login) -> login;
            case LoginStates.Return.Unexpected(String reason) -> throw failed(reason);
        };
    }

    private void checkOn() {
        if (!client.isOn()) {
            throw Fault.notFound("Not Found");
        }
    }

    private static Optional<String> cookie(HttpRequest<?> request, String name) {
        return request.getCookies().findCookie(name).map(Cookie::getValue);
    }

    private static Fault failed(String reason) {
        LOG.atWarn().addKeyValue("reason", SafeLogText.shown(reason)).log("Sign-on failed");
        return new Fault(Problem.FORBIDDEN, "Authentication failed", null);
    }

    private static Fault unreachable(@Nullable String reason) {
        LOG.atWarn().addKeyValue("reason", SafeLogText.shown(reason)).log("The sign-on provider cannot be reached");
        return new Fault(Problem.UNAVAILABLE, "The sign-on provider does not answer", null);
    }
}
