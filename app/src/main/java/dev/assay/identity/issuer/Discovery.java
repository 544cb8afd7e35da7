package dev.assay.identity.issuer;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.assay.outbound.Authorities;
import dev.assay.outbound.Http;
import dev.assay.outbound.Outbound;
import io.micronaut.context.annotation.Context;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads what token issuers publish about themselves (OpenID Connect discovery). Created at the start, so that a CA file that
 * cannot be read stops the server's start.
 */
@Context
public class Discovery {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int LONGEST = 512 * 1024;

    private final Outbound outbound;
    private final Http http;

    Discovery(IssuerSettings settings, Outbound outbound) {
        this.outbound = outbound;
        this.http = outbound.toSetting(DEADLINE, LONGEST, Authorities.withUsual("ISSUER_CA_FILE", settings.caFile()));
    }

    /** The HTTP client for issuers. */
    public Http http() {
        return http;
    }

    /** Reads an issuer's discovery document. Fails if the document names another issuer. */
    public String of(String issuer) throws IOException {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        String document = text(URI.create(base + "/.well-known/openid-configuration"));
        try {
            Object named = JSONObjectUtils.parse(document).get("issuer");
            if (issuer.equals(named)) {
                return document;
            }
            throw new IOException("its discovery document is that of another issuer: " + named);
        } catch (ParseException e) {
            throw new IOException("its discovery document is not JSON: " + e.getMessage(), e);
        }
    }

    /** Returns a URL of a discovery document, if it is allowed to connect to it; otherwise fails. */
    public URI checked(@Nullable URI named) throws IOException {
        if (named == null || !outbound.isSafe(named)) {
            throw new IOException("its discovery document names a missing or disallowed address: " + named);
        }
        return named;
    }

    String text(URI uri) throws IOException {
        return new String(http.get(uri, "application/json"), StandardCharsets.UTF_8);
    }
}
