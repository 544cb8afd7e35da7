package dev.assay.testing;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/**
 * The part of a cluster's API server that handles tokens: it issues those of service accounts, reviews them, and knows which
 * callers may ask. Listens with HTTPS on a port of this machine, with its own authority; counts requests.
 */
public final class TestCluster implements AutoCloseable {
    private static final String ISSUER = "https://kubernetes.default.svc.cluster.local";
    private static final JWK KEY = TokenIssuer.rsa("cluster");

    private final Path directory;
    private final SSLContext certificate;
    private final Set<String> alive = ConcurrentHashMap.newKeySet();
    private final AtomicInteger reviews = new AtomicInteger();
    private final AtomicInteger present = new AtomicInteger();
    private final AtomicInteger mostPresent = new AtomicInteger();
    private final AtomicReference<String> own = new AtomicReference<>("");
    private final AtomicReference<UnaryOperator<Answer>> changed = new AtomicReference<>(UnaryOperator.identity());
    private final AtomicReference<CountDownLatch> held = new AtomicReference<>(new CountDownLatch(0));
    private final AtomicReference<HttpServer> server = new AtomicReference<>();

    /** Its response to a review. */
    public record Answer(int status, Map<String, String> headers, String body) {
        public Answer(int status, String body) {
            this(status, Map.of(), body);
        }
    }

    private TestCluster(Path directory) {
        this.directory = directory;
        this.certificate = TlsServer.certificate(directory);
    }

    /** @param directory for its {@code ca.crt}, and {@code token}, by which it identifies the caller */
    public static TestCluster start(Path directory) {
        TestCluster cluster = new TestCluster(directory);
        cluster.rotate("own-token-1");
        cluster.listen(0);
        return cluster;
    }

    /** The settings with which a server asks it. */
    public Map<String, Object> settings() {
        return Map.of(
                "assay.cluster.token-review", true,
                "assay.cluster.service-host", "127.0.0.1",
                "assay.cluster.service-port", port(),
                "assay.cluster.ca-file", directory.resolve("ca.crt").toString(),
                "assay.cluster.token-file", directory.resolve("token").toString());
    }

    /** Replaces the token in the file; callers with another one may not ask from now on. */
    public void rotate(String token) {
        try {
            Files.writeString(directory.resolve("token"), token + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        own.set(token);
    }

    /** A token of ten minutes for the audience {@code assay}, made for a pod called {@code <account>-pod}. */
    public String token(String namespace, String account) {
        return token(namespace, account, Map.of());
    }

    /** @param claims replace the usual ones; {@code absent} removes one */
    public String token(String namespace, String account, Map<String, Object> claims) {
        long now = Instant.now().getEpochSecond();
        Map<String, Object> all = new LinkedHashMap<>(Map.of(
                "iss",
                ISSUER,
                "aud",
                List.of("assay"),
                "sub",
                "system:serviceaccount:" + namespace + ":" + account,
                "jti",
                String.valueOf(System.nanoTime()),
                "iat",
                now,
                "nbf",
                now,
                "exp",
                now + 600));
        all.putAll(claims);
        all.values().removeIf("absent"::equals);
        String token = TokenIssuer.sign(TokenIssuer.header(KEY).build(), all, KEY);
        alive.add(token);
        return token;
    }

    /** Behaves as if its pod or its account was deleted. */
    public void delete(String token) {
        alive.remove(token);
    }

    /** How many reviews were requested. */
    public int reviews() {
        return reviews.get();
    }

    /** The most reviews that were requested at the same time. */
    public int mostAtOnce() {
        return mostPresent.get();
    }

    /** Changes its responses from now on. */
    public void answers(UnaryOperator<Answer> change) {
        changed.set(change);
    }

    public void answersAsUsual() {
        changed.set(UnaryOperator.identity());
    }

    /** Does not answer until the latch is open. */
    public void holds(CountDownLatch latch) {
        held.set(latch);
    }

    /** Stops listening. */
    public void stop() {
        server.get().stop(0);
    }

    public void startAgain() {
        listen(port());
    }

    @Override
    public void close() {
        held.get().countDown();
        stop();
    }

    private int port() {
        return server.get().getAddress().getPort();
    }

    private void listen(int port) {
        HttpServer fresh = TlsServer.on(port, certificate);
        fresh.createContext("/apis/authentication.k8s.io/v1/tokenreviews", this::answer);
        fresh.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        fresh.start();
        server.set(fresh);
    }

    private void answer(HttpExchange exchange) throws IOException {
        reviews.incrementAndGet();
        mostPresent.accumulateAndGet(present.incrementAndGet(), Math::max);
        try {
            String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            held.get().await();
            Answer answer = changed.get().apply(usual(exchange, asked));
            present.decrementAndGet();
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            answer.headers().forEach(exchange.getResponseHeaders()::add);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private Answer usual(HttpExchange exchange, String asked) {
        boolean typed = "application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"));
        if (!exchange.getRequestMethod().equals("POST") || !typed) {
            return new Answer(415, "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"code\": 415}");
        }
        if (!("Bearer " + own.get()).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return new Answer(401, "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"code\": 401}");
        }
        try {
            Map<String, Object> review = JSONObjectUtils.parse(asked);
            Map<String, Object> spec = JSONObjectUtils.getJSONObject(review, "spec");
            review.put("status", status(JSONObjectUtils.getString(spec, "token"), audiences(spec)));
            review.put("metadata", Map.of("managedFields", List.of(Map.of("manager", "Java", "operation", "Update"))));
            return new Answer(201, JSONObjectUtils.toJSONString(review));
        } catch (ParseException e) {
            return new Answer(400, "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"code\": 400}");
        }
    }

    private static List<String> audiences(Map<String, Object> spec) throws ParseException {
        return JSONObjectUtils.getStringList(spec, "audiences");
    }

    /** Empty fields are absent, as in a real cluster. */
    private Map<String, Object> status(String token, List<String> audiences) throws ParseException {
        if (!alive.contains(token)) {
            return refused("service account token has been invalidated");
        }
        var claims = SignedJWT.parse(token).getJWTClaimsSet();
        if (!claims.getExpirationTime().toInstant().isAfter(Instant.now())) {
            return refused("service account token has expired");
        }
        List<String> both = new ArrayList<>(audiences);
        both.retainAll(claims.getAudience());
        if (both.isEmpty()) {
            return refused("token audiences do not match");
        }
        String[] subject = claims.getSubject().split(":");
        return Map.of(
                "authenticated",
                true,
                "audiences",
                both,
                "user",
                Map.of(
                        "username",
                        claims.getSubject(),
                        "uid",
                        "7f0e",
                        "groups",
                        List.of(
                                "system:serviceaccounts",
                                "system:serviceaccounts:" + subject[2],
                                "system:authenticated"),
                        "extra",
                        Map.of("authentication.kubernetes.io/pod-name", List.of(subject[3] + "-pod"))));
    }

    private static Map<String, Object> refused(String why) {
        return Map.of("user", Map.of(), "error", "[invalid bearer token, " + why + "]");
    }
}
