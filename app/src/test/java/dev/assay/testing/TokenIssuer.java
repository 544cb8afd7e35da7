package dev.assay.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * Signs tokens and publishes its keys as CI services, clusters and sign-on providers do, on a port of this machine; records every
 * request.
 */
public final class TokenIssuer implements AutoCloseable {
    public static final String DISCOVERY = "/.well-known/openid-configuration";
    public static final String KEYS = "/keys";

    private static final JWK FIRST = rsa("first");

    private final HttpServer server;
    private final String scheme;
    private final List<JWK> keys = new CopyOnWriteArrayList<>(List.of(FIRST));
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, String> bodies = new ConcurrentHashMap<>();

    /** @param headers in addition to the content type of JSON */
    public record Answer(int status, Map<String, String> headers, String body) {}

    private TokenIssuer(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
    }

    public static TokenIssuer start() {
        try {
            return start(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), "http");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it with TLS, with a certificate that it creates and writes to {@code ca.crt} in the directory. */
    public static TokenIssuer startTls(Path directory) {
        return start(TlsServer.on(0, TlsServer.certificate(directory)), "https");
    }

    private static TokenIssuer start(HttpServer server, String scheme) {
        TokenIssuer issuer = new TokenIssuer(server, scheme);
        server.createContext("/", issuer::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return issuer;
    }

    public static JWK rsa(String kid) {
        try {
            return new RSAKeyGenerator(2048).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its name, which is the URL of its discovery. */
    public String name() {
        return scheme + "://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The key that signs; it may publish others. */
    public JWK key() {
        return keys.getLast();
    }

    /** Publishes another key, which signs from now on. */
    public void add(JWK key) {
        keys.add(key);
    }

    /** Sets the response of a path from now on. */
    public void answer(String path, int status, Map<String, String> headers, String body) {
        answers.put(path, new Answer(status, headers, body));
    }

    /** The requested paths, in order. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    public long requests(String path) {
        return requests.stream().filter(path::equals).count();
    }

    /** The last body that was sent to a path. */
    public String body(String path) {
        return Objects.requireNonNull(bodies.get(path), path);
    }

    /** A token of five minutes for the audience {@code assay} with these claims, which override the usual ones. */
    public String sign(Map<String, Object> claims) {
        Map<String, Object> all = new LinkedHashMap<>(defaults());
        all.putAll(claims);
        all.values().removeIf("absent"::equals);
        return sign(header(key()).build(), all, key());
    }

    /** A header that names the key, with its algorithm, otherwise RS256. */
    public static JWSHeader.Builder header(JWK key) {
        JWSAlgorithm algorithm = key.getAlgorithm() == null
                ? JWSAlgorithm.RS256
                : JWSAlgorithm.parse(key.getAlgorithm().getName());
        return new JWSHeader.Builder(algorithm).keyID(key.getKeyID());
    }

    public Map<String, Object> defaults() {
        long now = Instant.now().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", name());
        claims.put("aud", "assay");
        claims.put("sub", "repo:acme/gadget:ref:refs/heads/main");
        claims.put("iat", now - 5);
        claims.put("nbf", now - 5);
        claims.put("exp", now + 300);
        return claims;
    }

    public static String sign(JWSHeader header, Map<String, Object> claims, JWK key) {
        try {
            return sign(header, claims, new DefaultJWSSignerFactory().createJWSSigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String sign(JWSHeader header, Map<String, Object> claims, JWSSigner signer) {
        try {
            SignedJWT token = new SignedJWT(header, JWTClaimsSet.parse(claims));
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException | ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops listening. */
    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(path);
        bodies.put(path, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Answer answer = answers.getOrDefault(path, usual(path));
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        answer.headers().forEach(exchange.getResponseHeaders()::add);
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private Answer usual(String path) {
        return switch (path) {
            case DISCOVERY -> new Answer(200, Map.of(), """
                        {"issuer": "%1$s", "jwks_uri": "%1$s/keys", "authorization_endpoint": "%1$s/authorize",
                         "token_endpoint": "%1$s/token", "end_session_endpoint": "%1$s/end",
                         "response_types_supported": ["code"], "subject_types_supported": ["public"],
                         "id_token_signing_alg_values_supported": ["RS256"]}
                        """.formatted(name()));
            case KEYS -> new Answer(200, Map.of(), new JWKSet(new ArrayList<>(keys)).toString(true));
            default -> new Answer(404, Map.of(), "{}");
        };
    }
}
