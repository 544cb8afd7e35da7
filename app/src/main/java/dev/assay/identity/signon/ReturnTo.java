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

/** Where browsers go when they are signed on or off: to pages of our front end and nowhere else. */
@Singleton
public class ReturnTo {
    private static final Logger LOG = LoggerFactory.getLogger(ReturnTo.class);
    private static final int LONGEST = 4096;

    private final String frontend;

    ReturnTo(SignOnSettings settings) {
        this.frontend = authority(settings.frontendUrl()).orElse("");
    }

    /**
     * An http or https URL whose host and port are those of {@code FRONTEND_URL} (SAML-6), read as browsers read it, in its
     * normal form: empty for every other text. A fragment stays (CLI-11).
     */
    public Optional<String> allowed(@Nullable String url) {
        if (url == null || url.length() > LONGEST || frontend.isEmpty()) {
            return Optional.empty();
        }
        return normal(url).filter(normal -> authority(normal).equals(Optional.of(frontend)));
    }

    /**
     * 302 to where it may go, else 200 {@code null} (SAML-5, SAML-12).
     *
     * @param url what was asked; null or empty for nothing
     * @param message what is answered if nothing was asked
     */
    public MutableHttpResponse<?> answer(@Nullable String url, @Nullable String message) {
        if (url == null || url.isEmpty()) {
            String body = message == null ? "null" : "{\"message\":\"" + message + "\"}";
            return HttpResponse.ok(body).contentType(MediaType.APPLICATION_JSON_TYPE);
        }
        Optional<String> target = allowed(url);
        if (target.isEmpty()) {
            LOG.warn("Not sent back: the address is not one of FRONTEND_URL");
            return HttpResponse.ok("null").contentType(MediaType.APPLICATION_JSON_TYPE);
        }
        return HttpResponse.status(HttpStatus.FOUND).header("Location", target.get());
    }

    private static Optional<String> normal(String url) {
        return WebUrl.parse(url) instanceof WebUrl.Normal(String normal) ? Optional.of(normal) : Optional.empty();
    }

    /** User, host and port as they stand in a URL; what is no http or https URL has none. */
    private static Optional<String> authority(String url) {
        return normal(url).map(normal -> normal.replaceFirst("^https?://", "").split("[/?#]", 2)[0]);
    }
}
