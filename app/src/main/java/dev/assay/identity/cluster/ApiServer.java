package dev.assay.identity.cluster;

import dev.assay.outbound.Authorities;
import dev.assay.outbound.Http;
import dev.assay.outbound.Outbound;
import dev.assay.outbound.Request;
import dev.assay.outbound.Response;
import dev.assay.platform.RefusedSetting;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Client of the cluster's API server. It sends only TokenReviews, and a limited number at the same time. */
final class ApiServer {
    private static final String REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews";
    private static final int LARGEST = 64 * 1024;
    private static final int AT_ONCE = 16;

    private final URI reviews;
    private final Path tokenFile;
    private final Duration timeout;
    private final Http http;
    private final JsonMapper json;
    private final Semaphore turns = new Semaphore(AT_ONCE);

    /** Refuses wrong settings. */
    ApiServer(ClusterSettings settings, Outbound outbound, JsonMapper json) {
        String url = url(settings);
        this.reviews = reviews(url, outbound);
        this.tokenFile = Path.of(settings.tokenFile());
        this.timeout = settings.timeout();
        this.http = outbound.toSetting(timeout, LARGEST, Authorities.only("KUBERNETES_CA_FILE", settings.caFile()));
        this.json = json;
        try {
            ownToken();
        } catch (IOException e) {
            throw new RefusedSetting(
                    "KUBERNETES_TOKEN_FILE",
                    "names a file without a usable token for the API server: " + e.getMessage(),
                    "Mount the pod's token (automountServiceAccountToken: true), or turn KUBERNETES_TOKEN_REVIEW off");
        }
    }

    /** Asks the API server about a token. If there is no valid answer, the exception says why and what to do. */
    TokenReview.Status review(TokenReview question) throws IOException {
        Response answer = inTurn(Request.of("POST", reviews, "application/json", json.writeValueAsBytes(question))
                .with("Authorization", "Bearer " + ownToken())
                .with("Accept", "application/json"));
        return switch (answer.status()) {
            case 200, 201 -> status(answer.body());
            case 401 -> throw new IOException("it does not accept this server's own token in " + tokenFile);
            case 403 ->
                throw new IOException("it does not allow this server to ask: bind its service account to a cluster role"
                        + " that may create tokenreviews, such as system:auth-delegator");
            default -> throw new IOException("it answered with status " + answer.status());
        };
    }

    private Response inTurn(Request request) throws IOException {
        try {
            if (!turns.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("too many other tokens are waiting for its answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        try {
            return http.send(request);
        } finally {
            turns.release();
        }
    }

    /** Reads the file each time, because Kubernetes replaces the token in it long before the token expires. */
    private String ownToken() throws IOException {
        String token = Files.readString(tokenFile).strip();
        if (!token.matches("[!-~]+")) {
            throw new IOException("there is no token in " + tokenFile);
        }
        return token;
    }

    private TokenReview.Status status(byte[] body) throws IOException {
        TokenReview answer;
        try {
            answer = json.readValue(body, TokenReview.class);
        } catch (IOException | RuntimeException e) {
            // The message may quote the body, which may contain the token
            throw new IOException(
                    "its answer is not a TokenReview: " + e.getClass().getSimpleName(), e);
        }
        if (answer == null || !answer.hasThisKind() || answer.status() == null) {
            throw new IOException("its answer is not a TokenReview");
        }
        return answer.status();
    }

    private static String url(ClusterSettings settings) {
        if (!settings.apiUrl().isBlank()) {
            return settings.apiUrl().strip();
        }
        String host = settings.serviceHost();
        if (host.isBlank()) {
            throw new RefusedSetting(
                    "KUBERNETES_TOKEN_REVIEW",
                    "is true, but this server does not run in a cluster: there is no KUBERNETES_SERVICE_HOST",
                    "Turn it off, or set the address of the API server: KUBERNETES_API_URL=https://cluster.example.com:6443");
        }
        return "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + settings.servicePort();
    }

    private static URI reviews(String url, Outbound outbound) {
        try {
            URI uri = URI.create(url.replaceFirst("/$", "") + REVIEWS);
            if (outbound.isSafe(uri) && uri.getRawQuery() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        throw new RefusedSetting(
                "KUBERNETES_API_URL",
                "is '" + url + "', which is not an https URL",
                "Write it as in KUBERNETES_API_URL=https://cluster.example.com:6443");
    }
}
