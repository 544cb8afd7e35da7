package dev.assay.identity.cluster;

import dev.assay.identity.issuer.Authorities;
import dev.assay.identity.issuer.IssuerHttp;
import dev.assay.platform.BoundedHttp;
import dev.assay.platform.RefusedSetting;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The API server of the cluster, as far as we speak with it: one request, and only so many at a time. */
final class ApiServer implements AutoCloseable {
    private static final String REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews";
    private static final int LARGEST = 64 * 1024;
    private static final int AT_ONCE = 16;

    private final URI reviews;
    private final Path tokenFile;
    private final Duration timeout;
    private final BoundedHttp http;
    private final JsonMapper json;
    private final Semaphore turns = new Semaphore(AT_ONCE);

    /** A setting that cannot be right is refused. */
    ApiServer(ClusterSettings settings, IssuerHttp rule, JsonMapper json) {
        String url = url(settings);
        this.reviews = reviews(url, rule);
        this.tokenFile = Path.of(settings.tokenFile());
        this.timeout = settings.timeout();
        String authorities = settings.caFile();
        this.http = new BoundedHttp(
                timeout, LARGEST, authorities.isBlank() ? null : Authorities.only("KUBERNETES_CA_FILE", authorities));
        this.json = json;
        try {
            ownToken();
        } catch (IOException e) {
            throw new RefusedSetting(
                    "KUBERNETES_TOKEN_FILE",
                    "names a file that this server cannot show to the API server: " + e.getMessage(),
                    "Let the pod have its token (automountServiceAccountToken: true), or turn KUBERNETES_TOKEN_REVIEW off");
        }
    }

    @Override
    public void close() {
        http.close();
    }

    /** What it says of a token; throws when it says nothing, with the reason and what to do about it. */
    TokenReview.Status review(TokenReview question) throws IOException {
        // In HTTP/2 a connection that leads nowhere any more would be tried again and again
        HttpRequest request = HttpRequest.newBuilder(reviews)
                .version(HttpClient.Version.HTTP_1_1)
                .header("Authorization", "Bearer " + ownToken())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofByteArray(json.writeValueAsBytes(question)))
                .build();
        HttpResponse<byte[]> answer = inTurn(request);
        return switch (answer.statusCode()) {
            case 200, 201 -> status(answer.body());
            case 401 -> throw new IOException("it does not accept this server's own token, of " + tokenFile);
            case 403 ->
                throw new IOException("it does not let this server ask: bind its service account to a cluster role"
                        + " that may create tokenreviews, such as system:auth-delegator");
            default -> throw new IOException("it answered with status " + answer.statusCode());
        };
    }

    private HttpResponse<byte[]> inTurn(HttpRequest request) throws IOException {
        try {
            if (!turns.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("too many other tokens wait for its answer");
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

    /** Kubernetes writes another one into the file long before it ends. */
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
            // The message may quote the body, and that the token
            throw new IOException(
                    "its answer is no TokenReview: " + e.getClass().getSimpleName(), e);
        }
        if (answer == null || !answer.hasThisKind() || answer.status() == null) {
            throw new IOException("its answer is no TokenReview");
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
                    "Turn it off, or say where the API server is: KUBERNETES_API_URL=https://cluster.example.com:6443");
        }
        return "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + settings.servicePort();
    }

    private static URI reviews(String url, IssuerHttp rule) {
        try {
            URI uri = URI.create(url.replaceFirst("/$", "") + REVIEWS);
            if (rule.isAllowed(uri) && uri.getRawQuery() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new RefusedSetting(
                "KUBERNETES_API_URL",
                "is '" + url + "', which is no https URL",
                "Write it as in KUBERNETES_API_URL=https://cluster.example.com:6443");
    }
}
