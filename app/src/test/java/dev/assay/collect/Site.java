package dev.assay.collect;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A directory that a test writes to, the subject of the test, and access to the results in the API. */
record Site(TestServer server, TestClient client, String key, StartBody about, Path directory) {
    static final CollectSettings.Limits LIMITS = new CollectSettings.Limits(1 << 30, 256 << 20, 20_000, 10);
    private static final int SECONDS = 300;

    static Site at(TestServer server, Path directory) throws IOException {
        String key = server.key(CHANGE_TEST, VIEW_TEST);
        return new Site(
                server,
                server.anonymous().withKey(key),
                key,
                StartBody.of("generic").linked(),
                directory.toRealPath());
    }

    CollectSettings settings(URI api) {
        return settings(
                api, new CollectSettings.Credential(key, Path.of("/none")), LIMITS, true, Duration.ofSeconds(60));
    }

    CollectSettings settings(
            URI api,
            CollectSettings.Credential credential,
            CollectSettings.Limits limits,
            boolean finish,
            Duration grace) {
        return new CollectSettings(
                api,
                credential,
                Subject.of(query(), List.of("metadata=kernel:6.8")),
                directory,
                List.of("**/*.xml", "**/*.xml.gz"),
                List.of("**/*.log"),
                "junit",
                finish,
                "pod-1",
                limits,
                Duration.ofMillis(50),
                grace,
                Map.of());
    }

    /** Settings of a collector whose parts begin with this name. */
    CollectSettings settings(URI api, String part) {
        CollectSettings all = settings(api);
        return new CollectSettings(
                all.api(),
                all.credential(),
                Subject.of(query() + "&part=" + part, List.of()),
                all.directory(),
                all.results(),
                all.logs(),
                all.format(),
                all.finish(),
                all.source(),
                all.limits(),
                all.interval(),
                all.grace(),
                all.environment());
    }

    String query() {
        return about.fields().entrySet().stream()
                .map(field -> field.getKey() + "="
                        + URLEncoder.encode(field.getValue().coerceStringValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** The environment of a collector that runs in its own process. */
    Map<String, String> environment(URI api) {
        return Map.of(
                "ASSAY_URL",
                api.toString(),
                "ASSAY_API_KEY",
                key,
                "ASSAY_TEST",
                query(),
                "ASSAY_RESULTS_DIR",
                directory.toString(),
                "ASSAY_LOGS",
                "**/*.log",
                "ASSAY_INTERVAL",
                "50ms",
                "HOSTNAME",
                "pod-1");
    }

    /** Writes a file in one step, as good test programs do. */
    void write(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Path draft = Files.writeString(directory.resolve("draft"), content);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    static String report(String... cases) {
        return "<testsuite name=\"s\">" + String.join("", cases) + "</testsuite>";
    }

    static String passed(String name) {
        return "<testcase classname=\"c\" name=\"%s\"/>".formatted(name);
    }

    static String failed(String name) {
        return "<testcase classname=\"c\" name=\"%s\"><failure>broke</failure></testcase>".formatted(name);
    }

    /** The execution's id; empty while it is not started. */
    List<String> executions() {
        return server.database()
                .strings("SELECT id FROM test_execution WHERE ci_link = '%s'".formatted(about.text("ci_link")));
    }

    String execution() {
        assertThat(executions()).hasSize(1);
        return executions().getFirst();
    }

    TestResponse shown() {
        return client.get("/v1/test-executions/" + execution());
    }

    String status() {
        return shown().text("status");
    }

    /** Name and outcome of each result, sorted. */
    List<String> results() {
        return server.database().strings("""
                SELECT c.name || ' ' || r.status FROM test_result r
                JOIN test_case c ON c.id = r.test_case_id
                JOIN test_execution e ON e.id = r.test_execution_id
                WHERE e.ci_link = '%s' ORDER BY 1""".formatted(about.text("ci_link")));
    }

    int uploads() {
        return Integer.parseInt(server.database()
                .strings("SELECT count(*) FROM upload u JOIN test_execution e ON e.id = u.test_execution_id"
                        + " WHERE e.ci_link = '%s'".formatted(about.text("ci_link")))
                .getFirst());
    }

    /** The events, each as its name, a colon and its detail. */
    List<String> events() {
        TestResponse events = client.get("/v1/test-executions/" + execution() + "/status_update");
        List<String> found = new ArrayList<>();
        for (int i = 0; i < events.json().size(); i++) {
            found.add(events.text(i, "event_name") + ": " + events.text(i, "detail"));
        }
        return found;
    }

    /** The names of the entries in the spool. */
    List<String> spooled() throws IOException {
        Path spool = directory.resolve(CollectSettings.SPOOL);
        if (!Files.isDirectory(spool)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(spool)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".entry"))
                    .toList();
        }
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    void awaitSpooled(int count) throws InterruptedException {
        await(count + " are kept", () -> {
            try {
                return spooled().size() == count;
            } catch (IOException e) {
                return false;
            }
        });
    }

    void awaitResults(int count) throws InterruptedException {
        await(count + " results", () -> results().size() >= count);
    }

    /** A collector that runs in this process. */
    record Running(Collector collector, CompletableFuture<Collector.Outcome> outcome) implements AutoCloseable {
        static Running start(CollectSettings settings) {
            Collector collector = new Collector(settings);
            CompletableFuture<Collector.Outcome> outcome = new CompletableFuture<>();
            Thread.ofPlatform().start(() -> {
                try {
                    outcome.complete(collector.run());
                } catch (Exception e) {
                    outcome.completeExceptionally(e);
                }
            });
            return new Running(collector, outcome);
        }

        Collector.Outcome stop() {
            collector.stop();
            return outcome.orTimeout(SECONDS, TimeUnit.SECONDS).join();
        }

        @Override
        public void close() {
            collector.stop();
        }
    }
}
