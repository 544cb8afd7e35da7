package dev.assay.collect;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static dev.assay.collect.Site.failed;
import static dev.assay.collect.Site.passed;
import static dev.assay.collect.Site.report;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.assay.collect.Site.Running;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Collectors of the previous release keep running until the images of the tests are renewed. So the recorded requests of such a
 * collector must get the same answers as before. {@code scripts/tape} records a release, with one request on each line.
 */
class PreviousCollectorTest {
    private static final Path TAPE = Path.of("src/test/resources/previous-release/collector.requests");
    private static final List<String> SENT =
            List.of("Content-Type", "Content-Encoding", "Idempotency-Key", "User-Agent");
    private static final JsonMapper JSON = JsonMapper.createDefault();

    private final TestServer server = TestServer.shared();

    @TempDir
    private Path directory;

    /**
     * @param body the body, with one character for each byte
     * @param status the status of the answer
     */
    private record Sent(String method, String path, Map<String, String> headers, String body, int status) {
        static Sent of(String line) throws IOException {
            JsonNode json = JSON.readValue(line, JsonNode.class);
            Map<String, String> headers = new LinkedHashMap<>();
            json.get("headers")
                    .entries()
                    .forEach(header ->
                            headers.put(header.getKey(), header.getValue().getStringValue()));
            return new Sent(
                    json.get("method").getStringValue(),
                    json.get("path").getStringValue(),
                    headers,
                    json.get("body").getStringValue(),
                    json.get("status").getIntValue());
        }

        String line() throws IOException {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("method", method);
            json.put("path", path);
            json.put("headers", headers);
            json.put("body", body);
            json.put("status", status);
            return JSON.writeValueAsString(JsonNode.from(json));
        }

        /** The same request for another execution. */
        Sent about(String from, String to) {
            return new Sent(method, path.replace(from, to), headers, body, status);
        }

        TestResponse to(TestClient client) {
            TestClient with = client;
            for (Map.Entry<String, String> header : headers.entrySet()) {
                with = with.with(header.getKey(), header.getValue());
            }
            byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
            return with.send(
                    method, path, bytes.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(bytes));
        }
    }

    @Test
    void itsRequestsGetTheSameAnswers() throws IOException {
        TestClient client = server.anonymous().withKey(server.key(CHANGE_TEST, VIEW_TEST));
        List<Integer> executions = new ArrayList<>();
        String now = "";
        for (String line : Files.readAllLines(TAPE)) {
            Sent sent = Sent.of(line);
            // The database assigns the ids
            Sent about = now.isEmpty()
                    ? sent
                    : sent.about("/v1/test-executions/0/", now + "/").about("/v1/test-executions/0", now);
            TestResponse answer = about.to(client);
            // A file that cannot be read was 400 and is 422 now; the previous collector gives up at the end of its time
            int expected = sent.status() == 400 ? 422 : sent.status();
            assertThat(answer.status()).as(line + "\n" + answer.body()).isEqualTo(expected);
            if (sent.path().endsWith("/start-test")) {
                executions.add(answer.number("id"));
                now = "/v1/test-executions/" + answer.number("id");
            }
        }

        assertThat(executions).hasSize(StartBody.FAMILIES.size());
        assertThat(executions).allSatisfy(id -> {
            String path = "/v1/test-executions/" + id;
            assertThat(client.get(path).text("status")).isEqualTo("FAILED");
            assertThat(client.get(path).list("execution_metadata", "kernel")).containsExactly("6.8");
            assertThat(client.get(path + "/test-results").json().size()).isEqualTo(2);
            assertThat(client.get(path + "/status_update").json().size()).isEqualTo(2);
        });
    }

    /** Checks the tape itself: it must not shrink to requests that always succeed. */
    @Test
    void theTapeHasEveryRequestOfACollector() throws IOException {
        List<String> tape = Files.readAllLines(TAPE);

        assertThat(tape).anyMatch(line -> line.contains("/v2/limits"));
        assertThat(tape).anyMatch(line -> line.contains("/status_update") && line.contains("\"POST\""));
        assertThat(tape).anyMatch(line -> line.contains("\"PATCH\"") && line.contains("COMPLETED"));
        assertThat(StartBody.FAMILIES)
                .allSatisfy(family -> assertThat(tape)
                        .anyMatch(line -> line.contains("/v2/uploads?") && line.contains("family=" + family)));
    }

    @Test
    @EnabledIfSystemProperty(named = "assay.collector.tape", matches = ".+", disabledReason = "scripts/tape records")
    void record() throws Exception {
        Path tape = Path.of(System.getProperty("assay.collector.tape"));
        Files.deleteIfExists(tape);
        for (String family : StartBody.FAMILIES) {
            Path place = Files.createDirectory(directory.resolve(family));
            String key = server.key(CHANGE_TEST, VIEW_TEST);
            StartBody about = StartBody.of(family).linked().with("needs_assignment", true);
            Site site = new Site(server, server.anonymous().withKey(key), key, about, place.toRealPath());
            List<Sent> sent = Collections.synchronizedList(new ArrayList<>());
            HttpServer relay = relay(sent);
            try (Running running = Running.start(site.settings(
                    URI.create("http://127.0.0.1:" + relay.getAddress().getPort())))) {
                site.write("one.xml", report(passed("a")));
                site.write("two.xml", report(failed("b")));
                site.awaitResults(2);
                site.write("broken.xml", "<testsuite><testcase name='x'></testsuite>");
                site.write("some.log", "said\n");
                assertThat(running.stop().delivered()).isTrue();
                assertThat(site.events()).hasSize(2);
            } finally {
                relay.stop(0);
            }
            List<String> lines = new ArrayList<>();
            String execution = "/v1/test-executions/" + site.execution();
            for (Sent one : sent) {
                lines.add(own(one.about(execution, "/v1/test-executions/0").line()));
            }
            Files.write(tape, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    /** Replaces names, so that no other test uses the same ones. */
    private static String own(String line) {
        return line.replace("thing-", "taped-")
                .replace("ci.example", "taped.example")
                .replace("sum-", "taped-")
                .replaceAll("(sha256(?::|%3A))0", "$1f");
    }

    /** Passes requests on and records them. */
    private HttpServer relay(List<Sent> sent) throws IOException {
        HttpServer relay = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        relay.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        relay.createContext("/", exchange -> {
            Map<String, String> headers = new LinkedHashMap<>();
            for (String name : SENT) {
                String value = exchange.getRequestHeaders().getFirst(name);
                if (value != null) {
                    headers.put(name, value);
                }
            }
            byte[] body = exchange.getRequestBody().readAllBytes();
            Sent request = new Sent(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    headers,
                    new String(body, StandardCharsets.ISO_8859_1),
                    0);
            TestResponse answer = request.to(server.anonymous()
                    .with("Authorization", exchange.getRequestHeaders().getFirst("Authorization")));
            sent.add(new Sent(request.method(), request.path(), headers, request.body(), answer.status()));
            answer(exchange, answer);
        });
        relay.start();
        return relay;
    }

    private static void answer(HttpExchange exchange, TestResponse answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
