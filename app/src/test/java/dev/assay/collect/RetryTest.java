package dev.assay.collect;

import static dev.assay.collect.Site.passed;
import static dev.assay.collect.Site.report;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.assay.collect.Collector.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rare answers of the API, and of proxies in front of it. */
class RetryTest {
    private static final String QUERY = "family=generic&name=n&version=1&environment=e&ci_link=https://ci.example/1";

    /** Method and path of each request, and its time in milliseconds. */
    private record Asked(String what, String body, long at) {}

    /** Called before every answer; if it answers the request itself, the usual answer is not sent. */
    private interface Trouble {
        boolean answers(HttpExchange exchange, String body) throws IOException;
    }

    @TempDir
    private Path directory;

    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private Trouble trouble = (exchange, body) -> false;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theApiSaysHowLongToWait() throws Exception {
        AtomicInteger refusals = new AtomicInteger(2);
        trouble = (exchange, body) -> {
            boolean busy = isUpload(exchange) && refusals.getAndDecrement() > 0;
            if (busy) {
                exchange.getResponseHeaders().add("Retry-After", "2");
                send(exchange, 429, "{}");
            }
            return busy;
        };
        write("one.xml", report(passed("a")));

        assertThat(once(Duration.ofSeconds(60)).delivered()).isTrue();

        List<Long> times = times("POST /v2/uploads");
        assertThat(times).hasSize(3);
        assertThat(times.get(1) - times.get(0)).isGreaterThanOrEqualTo(1_400);
        assertThat(times.get(2) - times.get(1)).isGreaterThanOrEqualTo(1_400);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 504, 507})
    void aFileThatIsStuckDoesNotBlockOthers(int status) throws Exception {
        trouble = (exchange, body) -> {
            boolean stuck = isUpload(exchange) && body.contains("poison");
            if (stuck) {
                send(exchange, status, "<html>oops</html>");
            }
            return stuck;
        };
        write("a.xml", report(passed("poison")));
        write("b.xml", report(passed("b")));
        write("c.xml", report(passed("c")));

        Outcome outcome = once(Duration.ofSeconds(2));

        assertThat(outcome.delivered()).isFalse();
        assertThat(outcome.stored()).isEqualTo(2);
        assertThat(outcome.undelivered()).containsExactly("a.xml");
        assertThat(outcome.left()).isEqualTo("1 file was not delivered: a.xml");
        assertThat(asked).noneMatch(request -> request.body().contains("COMPLETED"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 409, 413, 415})
    void aFileThatIsRefusedForGoodBecomesAnEvent(int status) throws Exception {
        trouble = (exchange, body) -> {
            if (isUpload(exchange)) {
                send(exchange, status, "{\"detail\": \"no\", \"hint\": \"never\"}");
            }
            return isUpload(exchange);
        };
        write("a.xml", report(passed("a")));

        Outcome outcome = once(Duration.ofSeconds(60));

        assertThat(outcome.delivered()).isTrue();
        assertThat(outcome.refused()).isEqualTo(1);
        assertThat(times("POST /v2/uploads")).hasSize(1);
        assertThat(asked)
                .anyMatch(request -> request.what().endsWith("/status_update")
                        && request.body().contains("file_refused")
                        && request.body().contains(status + " no never"));
    }

    @Test
    void aFileThatCannotBeReadBecomesAnEventThoughAWrongSettingWouldBeTriedAgain() throws Exception {
        trouble = (exchange, body) -> {
            if (isUpload(exchange)) {
                send(exchange, 422, "{\"type\": \"/problems/unreadable-report\", \"detail\": \"no\"}");
            }
            return isUpload(exchange);
        };
        write("a.xml", report(passed("a")));

        assertThat(once(Duration.ofSeconds(60)).refused()).isEqualTo(1);
        assertThat(times("POST /v2/uploads")).hasSize(1);
    }

    @Test
    void aRefusedEventDoesNotBlockOthers() throws Exception {
        trouble = (exchange, body) -> {
            boolean event = exchange.getRequestURI().getPath().endsWith("/status_update");
            if (event) {
                send(exchange, 400, "{}");
            }
            return event;
        };
        write("a.log", "said");
        write("a.xml", report(passed("a")));
        Outcome outcome = once(Duration.ofSeconds(60));
        assertThat(outcome.delivered()).isTrue();
        assertThat(outcome.refused()).isEqualTo(1);
    }

    @Test
    void aDeletedExecutionIsStartedAgain() throws Exception {
        AtomicInteger gone = new AtomicInteger(1);
        trouble = (exchange, body) -> {
            boolean event = exchange.getRequestURI().getPath().endsWith("/status_update") && gone.getAndDecrement() > 0;
            if (event) {
                send(exchange, 404, "{\"detail\": \"TestExecution not found\"}");
            }
            return event;
        };
        write("a.log", "said");
        CollectSettings settings = settings(Duration.ofSeconds(60));
        Collector collector = new Collector(settings);
        collector.stop();
        assertThat(collector.run().delivered()).isTrue();
        assertThat(times("PUT /v1/test-executions/start-test")).hasSize(2);
    }

    @Test
    void aServerThatIsNotAssayIsNotAnApi() throws Exception {
        trouble = (exchange, body) -> {
            send(exchange, 200, "<html>Welcome</html>");
            return true;
        };
        write("a.xml", report(passed("a")));
        assertThat(once(Duration.ofSeconds(60)).delivered()).isFalse();
    }

    @Test
    void theLimitsAreThoseOfTheApi() throws Exception {
        write("a.xml", report(passed("a".repeat(500))));
        trouble = (exchange, body) -> {
            boolean limits = exchange.getRequestURI().getPath().equals("/v2/limits");
            if (limits) {
                send(exchange, 200, "{\"upload_bytes\": 1000000, \"log_bytes\": 10}");
            }
            return limits;
        };
        write("a.log", "0123456789abcdef");
        assertThat(once(Duration.ofSeconds(60)).delivered()).isTrue();
        assertThat(asked).anyMatch(request -> request.body().contains("01234\\n… 6 bytes left out …\\nbcdef"));
    }

    private static boolean isUpload(HttpExchange exchange) {
        return exchange.getRequestURI().getPath().equals("/v2/uploads");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(new Asked(exchange.getRequestMethod() + " " + path, body, System.nanoTime() / 1_000_000));
        if (!trouble.answers(exchange, body)) {
            String json = path.endsWith("/start-test")
                    ? "{\"id\": 7}"
                    : path.equals("/v2/uploads") ? "{\"test_execution_id\": 7, \"counts\": {\"total\": 1}}" : "{}";
            send(exchange, 200, json);
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private List<Long> times(String what) {
        return asked.stream()
                .filter(request -> request.what().equals(what))
                .map(Asked::at)
                .toList();
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(directory.resolve(name), content);
    }

    private Outcome once(Duration grace) throws Exception {
        return new Collector(settings(grace)).once();
    }

    private CollectSettings settings(Duration grace) throws IOException {
        return new CollectSettings(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                new CollectSettings.Credential("key", Path.of("/none")),
                new Subject(Subject.of(QUERY, List.of()).parameters()),
                directory.toRealPath(),
                List.of("*.xml"),
                List.of("*.log"),
                "junit",
                true,
                "pod-1",
                Site.LIMITS,
                Duration.ofMillis(50),
                grace,
                Map.of());
    }
}
