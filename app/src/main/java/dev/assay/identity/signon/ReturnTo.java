package dev.assay.identity.signon;

import dev.assay.platform.WebUrl;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Redirects browsers after signing on or off, but only to pages of our front end. */
@Singleton
public class ReturnTo {
    private static final Logger LOG = LoggerFactory.getLogger(ReturnTo.class);
    private static final int LONGEST = 4096;

    private final String frontend;

    ReturnTo(SignOnSettings settings) {
        this.frontend = authority(settings.frontendUrl()).orElse("");
    }

    /**
     * Returns the URL in its normal form if its host and port are those of {@code FRONTEND_URL} (SAML-6); otherwise empty. The
     * URL is parsed like browsers parse it. A fragment is kept (CLI-11).
     */
    public Optional<String> allowed(@Nullable String url) {
        if (url == null || url.length() > LONGEST || frontend.isEmpty()) {
            return Optional.empty();
        }
        return normal(url).filter(normal -> authority(normal).equals(Optional.of(frontend)));
    }

    /**
     * Answers 302 to an allowed URL, and 200 {@code null} for another URL (SAML-5, SAML-12).
     *
     * @param url the requested page; null or empty if there is none
     * @param message the message in the body if no page was requested
     */
    public MutableHttpResponse<?> answer(@Nullable String url, @Nullable String message) {
        if (url == null || url.isEmpty()) {
            String body = message == null ? "null" : "{\"message\":\"" + message + "\"}";
            return HttpResponse.ok(body).contentType(MediaType.APPLICATION_JSON_TYPE);
        }
        Optional<String> target = allowed(url);
        if (target.isEmpty()) {
            LOG.warn("Browser not redirected: the address is not a page of FRONTEND_URL");
            return HttpResponse.ok("null").contentType(MediaType.APPLICATION_JSON_TYPE);
        }
        return HttpResponse.status(HttpStatus.FOUND).header("Location", target.get());
    }

    private static Optional<String> normal(String url) {
        return WebUrl.parse(url) instanceof WebUrl.Normal(String normal) ? Optional.of(normal) : Optional.empty();
    }

    /** User, host and port of a URL; empty if it is not an http or https URL. */
    private static Optional<String> authority(String url) {
        return normal(url).map(normal -> normal.replaceFirst("^https?://", "").split("[/?#]", 2)[0]);
    }
}
