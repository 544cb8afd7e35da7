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

/** What issuers of tokens publish of themselves. Made at the start, so that a file that cannot be read keeps the server from starting. */
@Context
public class Discovery {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int LONGEST = 512 * 1024;

    private final Outbound outbound;
    private final Http http;

    Discovery(IssuerSettings settings, Outbound outbound) {
        this.outbound = outbound;
        this.http =
                outbound.toSetting(DEADLINE, LONGEST, Authorities.besidesUsual("ISSUER_CA_FILE", settings.caFile()));
    }

    /** The way to issuers. */
    public Http http() {
        return http;
    }

    /** What an issuer's discovery says, which must be of that issuer and no other. */
    public String of(String issuer) throws IOException {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        String document = text(URI.create(base + "/.well-known/openid-configuration"));
        try {
            Object named = JSONObjectUtils.parse(document).get("issuer");
            if (issuer.equals(named)) {
                return document;
            }
            throw new IOException("its discovery is that of another issuer: " + named);
        } catch (ParseException e) {
            throw new IOException("its discovery is no JSON: " + e.getMessage(), e);
        }
    }

    /** What it names, if that may be asked. */
    public URI checked(@Nullable URI named) throws IOException {
        if (named == null || !outbound.isSafe(named)) {
            throw new IOException("its discovery names " + named);
        }
        return named;
    }

    String text(URI uri) throws IOException {
        return new String(http.get(uri, "application/json"), StandardCharsets.UTF_8);
    }
}
