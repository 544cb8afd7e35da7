package dev.assay.web.request;

import static dev.assay.access.Permission.CHANGE_ARTEFACT;
import static dev.assay.access.Permission.CHANGE_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import dev.assay.web.intake.BodyBudget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of a body is read and held, depending on its sender. */
class BodiesTest {
    private static final String START = "/v1/test-executions/start-test";
    private static final int MEGABYTE = 1 << 20;

    private final TestServer server = TestServer.shared();
    private final TestClient nobody = server.anonymous().with("Content-Type", "application/json");
    private final TestClient client = server.as(CHANGE_TEST, CHANGE_ARTEFACT).with("Content-Type", "application/json");

    /** CONV-34, AUTH-9 */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; 403",
                "''; 403",
                "null; 403",
                "{; 422",
                "{} {}; 422",
                "[[[]]; 422",
                "\"\\ud800\"; 403",
                "[1, 01]; 422",
            })
    void refusedCallersGetSyntaxErrorsFirst(String body, int status) {
        TestResponse refused = nobody.put(START, body);

        assertThat(refused.status()).isEqualTo(status);
        if (status == 422) {
            assertThat(refused.body()).isEqualTo(client.put(START, body).body());
        }
    }

    /** ERR-06: this comes first, whatever else is wrong with the body. */
    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain"})
    void bytesThatAreNotTextAreABadRequest(String type) {
        byte[] bytes = {'{', '{', ' ', (byte) 0xff};
        for (TestClient any : List.of(nobody, client)) {
            TestResponse answer = any.with("Content-Type", type).send("PUT", START, BodyPublishers.ofByteArray(bytes));

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text("detail")).isEqualTo("There was an error parsing the body");
        }
    }

    @Test
    void theBodyOfARefusedCallerIsReadForFourMegabytes() throws IOException {
        String long4 = "[" + "[],".repeat(4 * MEGABYTE / 3) + "[]";

        assertThat(nobody.put(START, "[" + "[],".repeat(1_300_000)).status()).isEqualTo(422);
        assertThat(nobody.put(START, long4 + "nonsense").status()).isEqualTo(403);
        assertThat(packed(nobody, "PUT", START, "[" + "[],".repeat(1_300_000)).status())
                .isEqualTo(422);
        assertThat(packed(nobody, "PUT", START, long4.repeat(5)).status()).isEqualTo(403);
    }

    @Test
    void aPackedBodyIsUnpacked() throws IOException {
        TestResponse started = packed(client, "PUT", START, StartBody.of("snap").json());
        assertThat(started.status()).as(started.body()).isEqualTo(200);
        byte[] damaged = gzip("{}");
        damaged[damaged.length - 6]++;
        for (TestClient any : List.of(nobody, client)) {
            TestResponse answer =
                    any.with("Content-Encoding", "gzip").send("PUT", START, BodyPublishers.ofByteArray(damaged));
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        }
    }

    /** CONV-36: until the caller's permission is known, only a short body is held. */
    @ParameterizedTest
    @CsvSource({
        "PATCH, /v1/artefacts/{id}, '{\"comment\": \"%s\"}', 200",
        "POST, /v1/test-executions/reruns, '{\"test_execution_ids\": [], \"x\": \"%s\"}', 403",
        "DELETE, /v1/test-executions/reruns, '{\"test_execution_ids\": [], \"x\": \"%s\"}', 403"
    })
    void operationsThatValidateFirstReadLittleFromCallersWithoutPermission(
            String method, String path, String form, int permitted) throws IOException {
        StartBody.of("snap").start(client);
        String at = path.replace(
                "{id}",
                server.database().strings("SELECT max(id) FROM artefact").getFirst());
        String fits = form.formatted("x".repeat(Bodies.BEFORE_PERMISSION - 100));
        String tooLong = form.formatted("x".repeat(Bodies.BEFORE_PERMISSION));

        assertThat(nobody.send(method, at, "{\"comment\": 5, \"test_execution_ids\": 5}")
                        .status())
                .isEqualTo(422);
        assertThat(nobody.send(method, at, fits).status()).isEqualTo(403);
        assertThat(nobody.send(method, at, tooLong).status()).isEqualTo(413);
        assertThat(packed(nobody, method, at, tooLong).status()).isEqualTo(413);
        assertThat(server.as(CHANGE_TEST).send(method, at, tooLong).status()).isEqualTo(413);
        assertThat(client.send(method, at, path.contains("reruns") ? fits : tooLong)
                        .status())
                .isEqualTo(permitted);
    }

    @Test
    void aBodyThatTakesMuchMoreMemoryThanItHasBytesIsTooLarge() {
        TestResponse answer = client.put(START, "[" + "[],".repeat(1_000_000) + "[]]");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text("detail")).contains("memory");
    }

    @Test
    void aBodyLongerThanTheLimitIsTooLarge() throws IOException {
        int limit = server.anonymous().get("/v2/limits").number("json_body_bytes");
        String fits = "\"" + "x".repeat(limit - 2) + "\"";

        assertThat(client.put(START, fits).status()).isEqualTo(422);
        assertThat(client.put(START, fits + " ").status()).isEqualTo(413);
        assertThat(packed(client, "PUT", START, fits + " ").status()).isEqualTo(413);
    }

    /** ERR-03, CONV-21: a response repeats only short parts of the request, which can be written as text. */
    @Test
    void mistakesAreNamedHoweverTheyLook() {
        String half = "\\ud800";
        for (String body : List.of(
                "[".repeat(190) + "]".repeat(190),
                "{\"a\":".repeat(190) + "1" + "}".repeat(190),
                "{\"family\": \"snap\", \"name\": \"%s\", \"%s\": 1}".formatted(half, half),
                "{\"family\": \"%s\"}".formatted("x".repeat(100_000)),
                "{\"family\": \"%s\"}".formatted(half))) {
            TestResponse answer = client.put(START, body);
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.body().length()).isLessThan(10_000);
        }
        TestResponse key = client.patch(
                "/v1/test-executions/1",
                "{\"execution_metadata\": {\"%s\": 5, \"%s\": 5}}".formatted(half, "k".repeat(40_000)));
        assertThat(key.status()).isEqualTo(422);
        assertThat(key.body().length()).isLessThan(10_000);
    }

    @Test
    void nothingIsHeldWhenAllIsAnswered() {
        BodyBudget budget = server.bean(BodyBudget.class);
        client.put(START, StartBody.of("snap").json());
        client.put(START, "[" + "[],".repeat(1_000_000) + "[]]");
        client.put(START, "{nonsense");
        client.put(START, "5");
        nobody.put(START, "5");
        nobody.patch("/v1/artefacts/1", "{\"comment\": 5}");
        assertThat(budget.taken()).isZero();
    }

    /** Has its own server: bodies of other tests would be counted. */
    @Test
    void beyondTheBudgetTheAnswerIsToComeBackLater() throws IOException {
        try (TestServer own = TestServer.start(java.util.Map.of("assay.bodies.memory", "4MB"))) {
            TestClient sender = own.as(CHANGE_TEST);
            BodyBudget budget = own.bean(BodyBudget.class);
            StartBody start = StartBody.of("snap");
            try (HalfSent one = new HalfSent(own, sender, "PUT " + START, 600_000);
                    HalfSent two = new HalfSent(own, sender, "PUT " + START, 600_000)) {
                await(() -> budget.taken() >= 2 * 3 * 590_000);
                TestResponse answer = sender.put(START, "\"" + "x".repeat(600_000) + "\"");

                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("Retry-After")).isEqualTo("2");
                assertThat(sender.put(START, start.json()).status()).isEqualTo(200);
            }
            await(() -> budget.taken() == 0);
            assertThat(sender.put(START, "\"" + "x".repeat(600_000) + "\"").status())
                    .isEqualTo(422);
        }
    }

    /** Has its own server: bodies of other tests would be counted. */
    @Test
    void anonymousCallersDoNotKeepOthersOut() throws IOException {
        try (TestServer own = TestServer.start(java.util.Map.of("assay.bodies.memory", "4MB"))) {
            TestClient stranger = own.anonymous();
            TestClient sender = own.as(CHANGE_TEST);
            List<HalfSent> all = new java.util.ArrayList<>();
            try {
                for (int i = 0; i < 16; i++) {
                    all.add(new HalfSent(own, stranger, "PUT " + START, 10_000));
                }
                await(() -> own.bean(BodyBudget.class).taken() == MEGABYTE);
                assertThat(stranger.put(START, "{}").status()).isEqualTo(503);
                assertThat(sender.put(START, StartBody.of("snap").json()).status())
                        .isEqualTo(200);
            } finally {
                for (HalfSent each : all) {
                    each.close();
                }
            }
            await(() -> stranger.put(START, "{}").status() == 403);
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static TestResponse packed(TestClient client, String method, String path, String body) throws IOException {
        return client.with("Content-Encoding", "gzip").send(method, path, BodyPublishers.ofByteArray(gzip(body)));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }
}
