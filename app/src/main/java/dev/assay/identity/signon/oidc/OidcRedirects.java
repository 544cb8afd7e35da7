package dev.assay.identity.signon.oidc;

import dev.assay.identity.session.Sessions;
import dev.assay.identity.signon.ReturnTo;
import dev.assay.web.Host;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Redirects for signing on and off with OpenID Connect. */
@Singleton
class OidcRedirects {
    private final ReturnTo returnTo;
    private final Host host;
    private final Sessions sessions;

    OidcRedirects(ReturnTo returnTo, Host host, Sessions sessions) {
        this.returnTo = returnTo;
        this.host = host;
        this.sessions = sessions;
    }

    /** Our redirect URI, as registered at the provider. It is the same when a sign-on begins and ends. */
    URI callback(HttpRequest<?> request) {
        return URI.create(host.base(request) + "/v1/auth/oidc/callback");
    }

    /** See {@link ReturnTo#allowed}. */
    Optional<String> allowed(@Nullable String target) {
        return returnTo.allowed(target);
    }

    /** See {@link ReturnTo#answer}. */
    MutableHttpResponse<?> back(String target) {
        return returnTo.answer(target, "Authentication successful");
    }

    /** See {@link Sessions#end}. */
    String end(@Nullable String cookie) {
        return sessions.end(cookie);
    }
}
