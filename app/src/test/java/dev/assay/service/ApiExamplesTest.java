package dev.assay.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.access.Permission;
import dev.assay.identity.application.Applications;
import dev.assay.platform.Version;
import dev.assay.testing.People;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import dev.assay.web.Operation;
import io.micronaut.web.router.Router;
import io.swagger.v3.core.util.Json31;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The examples of the API description are sent in their order, and answered as written there. The server and its database are its
 * own, so that ids are the same each time.
 */
class ApiExamplesTest {
    private static final Path FILE = Path.of("src/main/resources/dev/assay/service/examples.json");
    private static final String HOW =
            "renew with: scripts/test ApiExamplesTest -Dgolden.renew=true  (then read the diff,"
                    + " and run scripts/openapi json > openapi.json)";

    private static final Pattern TIME = Pattern.compile("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?");
    private static final Pattern CSV_TIME = Pattern.compile("20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d+)?");
    private static final Pattern KEY = Pattern.compile("to_[A-Za-z0-9_-]{20,}");
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private static TestServer server;
    private static Map<String, TestClient> callers;

    @BeforeAll
    static void start() {
        server = TestServer.start(Map.of("assay.workload.issuers", "https://token.actions.githubusercontent.com"));
        Applications.CreateOutcome made = server.bean(Applications.class).create("ci", List.of(Permission.values()));
        String key = ((Applications.CreateOutcome.Created) made).key();
        callers = Map.of("ci", server.anonymous().withKey(key), "anna", server.as(person("anna")));
        person("ben");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyOperationHasAnExample() throws Exception {
        assertThat(examples())
                .extracting(example -> example.get("operation").textValue())
                .containsExactlyInAnyOrderElementsOf(Operation.all(server.bean(Router.class)).stream()
                        .filter(operation -> !operation.isHidden())
                        .map(operation -> operation.method() + " " + operation.path())
                        .toList());
    }

    @Test
    void aServerAnswersAsTheExamplesSay() throws Exception {
        ArrayNode answered = Json31.mapper().createArrayNode();
        List<ObjectNode> examples = examples();
        examples.forEach(example -> answered.add(answered(example)));
        if (Boolean.getBoolean("golden.renew")) {
            Files.writeString(FILE, Json31.pretty(answered) + "\n");
        }
        SoftAssertions same = new SoftAssertions();
        for (int i = 0; i < examples.size(); i++) {
            same.assertThat(Json31.pretty(answered.get(i)))
                    .as("%s: %s", examples.get(i).get("operation").textValue(), HOW)
                    .isEqualTo(Json31.pretty(examples().get(i)));
        }
        same.assertAll();
    }

    private static List<ObjectNode> examples() throws Exception {
        List<ObjectNode> examples = new ArrayList<>();
        Json31.mapper().readTree(FILE.toFile()).forEach(example -> examples.add((ObjectNode) example));
        return examples;
    }

    /** The example with the status and the answer that the server gives now. */
    private static ObjectNode answered(ObjectNode example) {
        ObjectNode answered = example.deepCopy();
        answered.remove(List.of("status", "answer"));
        TestClient caller = callers.get(example.path("as").asText("ci"));
        JsonNode body = example.get("body");
        if (body != null) {
            caller = caller.with("Content-Type", example.path("type").asText("application/json"));
        }
        BodyPublisher content = body == null
                ? BodyPublishers.noBody()
                : BodyPublishers.ofString(body.isTextual() ? body.textValue() : body.toString());
        TestResponse answer = caller.send(
                example.get("operation").textValue().split(" ")[0],
                example.get("path").textValue(),
                content);
        answered.put("status", answer.status());
        String text = masked(answer.body());
        if (!text.isEmpty()) {
            answered.set("answer", isJson(answer) ? json(text) : json(quoted(text)));
        }
        return answered;
    }

    private static boolean isJson(TestResponse answer) {
        String type = answer.header("Content-Type");
        return type.equals("application/json") || type.equals("application/problem+json");
    }

    private static String quoted(String text) {
        return Json31.mapper().getNodeFactory().textNode(text).toString();
    }

    private static JsonNode json(String text) {
        try {
            return Json31.mapper().readTree(text);
        } catch (Exception e) {
            throw new IllegalStateException(text, e);
        }
    }

    /** Replaces what differs each time: times, keys, the address, the version, the numbers of transactions. */
    private static String masked(String answer) {
        String text = answer.replace(server.uri().toString(), "http://localhost:30000")
                .replace(Version.current(), "1.0.0");
        text = TIME.matcher(text).replaceAll("2026-11-02T09:30:00");
        text = CSV_TIME.matcher(text).replaceAll("2026-11-02 09:30:00");
        text = UUID.matcher(text).replaceAll("5f0c954a-0d2b-4b6e-9d3a-7d1f4c1e2a90");
        text = text.replaceAll("\"transaction_id\":\\d+", "\"transaction_id\":818");
        return KEY.matcher(text).replaceAll("to_Hs7Zq0d2LVYk1m4cX9bTfw");
    }

    private static People.User person(String name) {
        int id = Integer.parseInt(server.database().strings("""
                        INSERT INTO app_user (email, launchpad_handle, name, created_at, updated_at)
                        VALUES ('%1$s@example.com', '%1$s', initcap('%1$s'), now(), now()) RETURNING id""".formatted(name)).getFirst());
        return new People.User(id, name, name + "@example.com", name);
    }
}
