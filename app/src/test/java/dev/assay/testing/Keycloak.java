package dev.assay.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Keycloak with the realm {@code assay} of {@code src/test/resources/keycloak}: one for each JVM of tests, on a free port of
 * 127.0.0.1. It starts when the first test asks for it (some 20 seconds) and ends with the JVM, however that ends. Its log is
 * {@code target/keycloak-1.log}. Every user's password is the user's name: {@code ada}, {@code grace}, {@code nobody}, and {@code
 * unverified}, whose e-mail address is not verified; addresses end in {@code @example.org}.
 */
public final class Keycloak {
    /** The confidential client of OpenID Connect: authorization code with PKCE, any port of localhost. */
    public static final String CLIENT_ID = "assay";

    public static final String CLIENT_SECRET = "assay-secret";

    private static final int SECONDS_TO_START = 180;
    private static final String FORK = System.getProperty("surefire.forkNumber", "1");
    private static final Path DISTRIBUTION = Path.of("target/keycloak").toAbsolutePath();
    private static final Path HOME = Path.of("target/keycloak-" + FORK).toAbsolutePath();
    private static final Path LOG = Path.of("target/keycloak-" + FORK + ".log").toAbsolutePath();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI uri;

    private Keycloak(URI uri) {
        this.uri = uri;
    }

    /** The Keycloak of this JVM, ready. */
    public static Keycloak shared() {
        return Shared.KEYCLOAK;
    }

    /** {@code http://127.0.0.1:<port>} */
    public URI uri() {
        return uri;
    }

    /** What OpenID Connect calls the issuer; {@code /.well-known/openid-configuration} is below it. */
    public URI issuer() {
        return uri.resolve("/realms/assay");
    }

    /** The metadata of the SAML identity provider, whose entity id is {@link #issuer}. */
    public URI samlMetadata() {
        return uri.resolve("/realms/assay/protocol/saml/descriptor");
    }

    /**
     * Registers a server as a SAML service provider. Keycloak then signs response and assertion, names people by e-mail address,
     * sends the attribute {@code fullname}, and logs out.
     *
     * @param entityId its {@code SAML_SP_BASE_URL}
     * @return Keycloak's own id of the client, for {@link #admin}
     */
    public String samlClient(String entityId) {
        HttpResponse<String> answer = admin(
                "POST",
                "/admin/realms/assay/clients",
                resource("saml-client.json").replace("ENTITY_ID", entityId));
        String location = answer.headers().firstValue("Location").orElseThrow();
        return location.substring(location.lastIndexOf('/') + 1);
    }

    /** A request to Keycloak's own API as its administrator; fails unless it succeeds. Paths begin with {@code /admin}. */
    public HttpResponse<String> admin(String method, String path, String json) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri.resolve(path))
                .header("Authorization", "Bearer " + administrator())
                .header("Content-Type", "application/json")
                .method(method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        return succeed(request.build());
    }

    /** Opens an address as a browser without cookies, signs in where Keycloak asks, and returns the last page. */
    public static Browser.Page browse(URI start, String user) {
        return new Browser().signIn(start, user);
    }

    private String administrator() {
        HttpRequest request = HttpRequest.newBuilder(uri.resolve("/realms/master/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=password&client_id=admin-cli&username=admin&password=admin"))
                .build();
        String body = succeed(request).body();
        return new TestResponse(200, java.net.http.HttpHeaders.of(Map.of(), (a, b) -> true), body).text("access_token");
    }

    private static HttpResponse<String> succeed(HttpRequest request) {
        try {
            HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(request + " " + answer.statusCode() + " " + answer.body());
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Keycloak.class.getResourceAsStream("/keycloak/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Keycloak start() {
        try {
            copyDistribution();
            Path realms = Files.createDirectories(HOME.resolve("data/import"));
            Files.writeString(realms.resolve("assay-realm.json"), resource("assay-realm.json"));
            int port = FreePort.next();
            Process process = process(port).start();
            Keycloak keycloak = new Keycloak(URI.create("http://127.0.0.1:" + port));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_START);
            while (!keycloak.answers()) {
                if (process.waitFor(200, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                    throw new IllegalStateException(Files.readString(LOG));
                }
            }
            return keycloak;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Copies the distribution, because Keycloak writes into its own folder and two may run at a time. */
    private static void copyDistribution() throws IOException {
        try (Stream<Path> files = Files.walk(DISTRIBUTION)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = HOME.resolve(DISTRIBUTION.relativize(file));
                Files.createDirectories(copy.getParent());
                if (Files.notExists(copy)) {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    /**
     * A shell that ends Keycloak when its own input ends, which is when this JVM ends, killed or not; the shell ends when Keycloak
     * does.
     */
    private static ProcessBuilder process(int port) {
        List<String> command = new ArrayList<>(List.of(
                "bash",
                "-c",
                "set -m; (\"$@\" </dev/null; kill $$) & child=$!; trap 'kill -- -$child; exit 1' TERM; "
                        + "while read -r _; do :; done; kill -- -$child",
                "keycloak"));
        command.addAll(List.of(
                "bash",
                HOME.resolve("bin/kc.sh").toString(),
                "start-dev",
                "--import-realm",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--db=dev-mem",
                "--cache=local",
                "--features-disabled=kerberos,ciba,device-flow,par,impersonation,account,admin,organization"));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(LOG.toFile());
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME", System.getProperty("java.home"),
                        "JAVA_OPTS", "-Xms128m -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
                        "JAVA_ADD_OPENS", "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "KC_BOOTSTRAP_ADMIN_USERNAME", "admin",
                        "KC_BOOTSTRAP_ADMIN_PASSWORD", "admin"));
        return builder;
    }

    private boolean answers() throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(samlMetadata()).build();
            return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static final class Shared {
        static final Keycloak KEYCLOAK = start();

        private Shared() {}
    }
}
