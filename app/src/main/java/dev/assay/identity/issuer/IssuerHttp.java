package dev.assay.identity.issuer;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.assay.platform.BoundedHttp;
import dev.assay.platform.Development;
import io.micronaut.context.annotation.Context;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;

/**
 * Speaks with issuers of tokens: briefly, no more than is sensible, and only from where it was sent to (no redirects). Made at the
 * start, so that a file that cannot be read keeps the server from starting.
 */
@Context
public class IssuerHttp {
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int LARGEST = 512 * 1024;

    private final BoundedHttp http;
    private final boolean development;

    IssuerHttp(IssuerSettings settings, Development development) {
        String file = settings.caFile();
        this.http = new BoundedHttp(
                LONGEST, LARGEST, file.isBlank() ? null : Authorities.besidesUsual("ISSUER_CA_FILE", file));
        this.development = development.enabled();
    }

    @PreDestroy
    void close() {
        http.close();
    }

    /** Whether this server would speak with whoever is there: https, or plain http in development and on this machine. */
    public boolean isAllowed(URI uri) {
        if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            return false;
        }
        return switch (String.valueOf(uri.getScheme())) {
            case "https" -> true;
            case "http" -> development || isThisMachine(uri.getHost());
            default -> false;
        };
    }

    /** The text of a document. */
    public String get(URI uri) throws IOException {
        return new String(http.get(uri, "application/json"), StandardCharsets.UTF_8);
    }

    /**
     * An answer, whatever its status.
     *
     * @param body its text
     */
    public record Answer(int status, String contentType, String body) {}

    /** Sends it; JSON is what an answer is taken for that does not say what it is. */
    public Answer send(HttpRequest request) throws IOException {
        HttpResponse<byte[]> answer = http.send(request);
        return new Answer(
                answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse("application/json"),
                new String(answer.body(), StandardCharsets.UTF_8));
    }

    /** What an issuer's discovery says, which must be of that issuer and no other. */
    public String discovery(String issuer) throws IOException {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        String document = get(URI.create(base + "/.well-known/openid-configuration"));
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

    /** By name or address, without asking anybody. */
    private static boolean isThisMachine(String host) {
        try {
            return host.equals("localhost")
                    || (host.matches("[0-9.]+|\\[.*]")
                            && InetAddress.getByName(host).isLoopbackAddress());
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
