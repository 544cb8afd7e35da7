package dev.assay.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.access.Permission;
import dev.assay.testing.People;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import dev.assay.web.input.Dialect;
import dev.assay.web.input.Violations;
import dev.assay.web.input.shape.Shapes;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.web.router.Router;
import java.io.IOException;
import java.lang.reflect.Parameter;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * v2 accepts only known names and exact forms, and its messages name everything else. {@link TestResponse} checks that the messages
 * are not those of Python libraries.
 */
class StrictInputTest {
    private static final TestServer SERVER = TestServer.shared();
    private static final TestClient CLIENT = SERVER.as(Permission.values());
    private static final TestClient PERSON = SERVER.as(new People(SERVER.database()).user());
    private static final String UPLOAD = "/v2/uploads?family=generic&name=strict&version=1&environment=e";
    private static final String PREVIEW = "/v2/attachment-rules/preview";
    private static final String CHANNEL = "/v2/users/me/notification-channels/strict";
    private static final String TRUST = "/v2/applications/2147483647/trusts/t";
    private static final List<String> FAMILIES = StartBody.FAMILIES;

    @ParameterizedTest
    @CsvSource({
        "/v2/audit, resource-id, resource_id",
        "/v2/audit, Resource_Id, resource_id",
        "/v2/audit, resourceId, resource_id",
        "/v2/audit, actoin, action",
        "/v2/artefacts, familly, family",
        "/v2/artefacts, limits, limit",
        "/v2/artefacts, id, ",
        "/v2/artefacts, page, ",
        "/v2/reports/test-results, startdate, start_date",
        "/v2/test-executions/1/test-results, offset, ",
        "/v2/test-results, offset, ",
        "/v2/test-results, artefact, artefacts",
        "/v2/limits, x, "
    })
    void anUnknownParameterIsNamedWithTheNearestKnownOne(String path, String parameter, String meant) {
        TestResponse refused = CLIENT.get(path + "?" + parameter + "=1");

        String advice = meant == null ? "" : "; did you mean " + meant + "?";
        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.text("type")).isEqualTo("/problems/invalid-request");
        assertThat(refused.list("errors", 0, "at")).containsExactly("query", parameter);
        assertThat(refused.text("errors", 0, "type")).isEqualTo("unknown");
        assertThat(refused.text("errors", 0, "detail")).isEqualTo("unknown parameter " + parameter + advice);
    }

    @Test
    void anUploadWithAnUnknownParameterStoresNothing() {
        TestResponse refused = upload(UPLOAD + "&ci-link=https://ci.example/strict");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(details(refused)).containsExactly("unknown parameter ci-link; did you mean ci_link?");
        assertThat(SERVER.database().strings("SELECT id FROM artefact WHERE name = 'strict'"))
                .isEmpty();
    }

    @Test
    void everyOperationRefusesAnUnknownParameter() {
        List<Operation> operations = operations();

        assertThat(operations).hasSizeGreaterThan(20).allSatisfy(operation -> {
            TestResponse refused = send(operation, "?no_such=1", "{}");
            assertThat(refused.status()).as(operation.toString()).isEqualTo(422);
            assertThat(details(refused)).contains("unknown parameter no_such");
        });
    }

    @Test
    void everyBodyRefusesAnUnknownMember() {
        List<Operation> operations = operations().stream()
                .filter(operation -> operation.input().takesBody())
                .toList();

        assertThat(operations).hasSizeGreaterThan(2).allSatisfy(operation -> {
            TestResponse refused = send(operation, "", "{\"no_such\": 1}");
            assertThat(refused.status()).as(operation.toString()).isEqualTo(422);
            assertThat(details(refused)).contains("unknown member no_such");
        });
    }

    /** Also in a nested object. */
    @Test
    void anUnknownMemberIsNamedWithTheNearestKnownOne() {
        TestResponse refused = CLIENT.put(TRUST, """
                {"kubernetes": {"namespace": "n", "service-account": "s"}, "audiance": "assay"}""");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(details(refused))
                .containsExactly(
                        "service_account is missing",
                        "unknown member service-account; did you mean service_account?",
                        "unknown member audiance; did you mean audience?");
        assertThat(refused.list("errors", 1, "at")).containsExactly("body", "kubernetes", "service-account");
    }

    /** The keys of a map are the caller's own. */
    @Test
    void aFreeMapTakesAnyKey() {
        assertThat(CLIENT.post(PREVIEW, "{\"execution_metadata\": {\"no_such\": [\"v\"], \"ci-link\": [\"w\"]}}")
                        .status())
                .isEqualTo(200);
        TestResponse issuer = CLIENT.put(TRUST, """
                {"issuer": "https://token.example", "conditions": {"sub": ["repo:acme/x"], "no_such": ["v"]}}""");
        assertThat(issuer.text("detail")).isEqualTo("There is no application 2147483647");
        assertThat(upload(UPLOAD + "&metadata=no_such:v&metadata=ci-link:w").status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void anUploadKnowsTheFieldsOfEveryFamily(String family) {
        String query = StartBody.of(family).linked().fields().entrySet().stream()
                .map(field -> field.getKey() + "="
                        + URLEncoder.encode(field.getValue().coerceStringValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        String more = switch (family) {
            case "snap", "charm" -> "&branch=b";
            case "deb" -> "&source=";
            default -> "";
        };

        TestResponse stored = upload("/v2/uploads?" + query + more + "&metadata=a:b&partial=true&format=junit");

        assertThat(stored.status()).as(stored.body()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1_0",
                "%2012",
                "12%20",
                "+12",
                "%2B12",
                "12.0",
                "1e1",
                "0x1",
                "true",
                "",
                "%EF%BC%91",
                "%D9%A1",
                "--1"
            })
    void inAnAddressANumberIsDigits(String number) {
        for (String path : List.of("/v2/artefacts?limit=" + number, "/v2/audit?resource_id=" + number)) {
            TestResponse refused = CLIENT.get(path);
            assertThat(refused.status()).as(path).isEqualTo(422);
            assertThat(details(refused).getFirst()).endsWith("must be a whole number, written as digits only");
        }
        // The router does not know a path with a plus
        if (!number.isEmpty() && !number.startsWith("+")) {
            TestResponse refused = CLIENT.get("/v2/artefacts/" + number);
            assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"12", "012", "1"})
    void digitsAreANumber(String number) {
        assertThat(CLIENT.get("/v2/artefacts?limit=" + number).status()).isEqualTo(200);
        assertThat(CLIENT.get("/v2/audit?resource_id=-" + number).status()).isEqualTo(200);
        assertThat(CLIENT.get("/v2/artefacts/9999999999999999999" + number).status())
                .isEqualTo(404);
    }

    /** For bodies of v2 with a number; there is none yet. */
    void number(int count) {}

    @ParameterizedTest
    @ValueSource(
            strings = {"\"12\"", "true", "false", "12.5", "\"\"", "[12]", "{}", "null", "1e999999999", "1e-999999999"})
    void inABodyANumberIsAJsonNumber(String json) throws Exception {
        Violations violations = new Violations(Dialect.strict());

        assertThat(read(json, violations)).isNull();
        assertThat(violations.first().getFirst().msg())
                .isIn("the body must be a whole number, written as a JSON number", "the body is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12", "12.0", "1.2e1"})
    void oneValueIsOneNumber(String json) throws Exception {
        Violations violations = new Violations(Dialect.strict());

        assertThat(read(json, violations)).isEqualTo(12);
        assertThat(violations.isEmpty()).isTrue();
    }

    private static Object read(String json, Violations violations) throws IOException, NoSuchMethodException {
        Parameter number =
                StrictInputTest.class.getDeclaredMethod("number", int.class).getParameters()[0];
        // Reads numbers as bodies are read: a double cannot hold 1e999999999
        JsonNode node = json.matches("[0-9].*")
                ? JsonNode.createNumberNode(new BigDecimal(json))
                : JsonMapper.createDefault().readValue(json, JsonNode.class);
        return Shapes.body(number, node, violations);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "0", "\"true\"", "\"yes\"", "\"on\"", "null", "{}"})
    void aBooleanIsTrueOrFalse(String flag) {
        TestResponse refused =
                PERSON.put(CHANNEL, "{\"kind\": \"slack\", \"url\": \"https://h.example\", \"enabled\": " + flag + "}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(details(refused)).containsExactly("enabled must be true or false");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "\"0\"",
                "1767225600",
                "\"1767225600\"",
                "\" 2026-01-01T00:00:00Z\"",
                "\"2026-01-01 00:00:00\"",
                "\"2026-1-1\"",
                "\"2026-13-01\"",
                "\"2026-02-30\"",
                "\"2026-01-01T24:30:00Z\"",
                "\"2026-01-01T00:00:00+0100\"",
                "\"+12026-01-01\"",
                "\"0000-01-01\"",
                "\"now\"",
                "\"\"",
                "true",
                "[]"
            })
    void aTimeIsIso8601(String time) {
        TestResponse refused = CLIENT.post(PREVIEW, "{\"from\": " + time + "}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(details(refused)).containsExactly("from must be a time such as 2026-11-30T22:15:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-01",
                "2026-01-01T10:00",
                "2026-01-01T10:00:00",
                "2026-01-01T10:00:00Z",
                "2026-01-01T10:00:00.123456789Z",
                "2026-01-01T10:00:00%2B01:00"
            })
    void timesMayBeShort(String time) {
        assertThat(CLIENT.get("/v2/audit?limit=1&from=" + time).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | kind is missing",
                "[] | the body must be an object",
                "\"x\" | the body must be an object",
                "{\"kind\": \"pigeon\"} | kind must be one of: email, slack, webhook",
                "{\"kind\": 5} | kind must be one of: email, slack, webhook",
                "{\"kind\": \"slack\", \"url\": 5} | url must be an http or https URL",
                "{\"kind\": \"slack\", \"url\": \"ftp://x.example\"} | url must be an http or https URL",
                "{\"kind\": \"slack\", \"types\": \"x\"} | types must be a list",
                "{\"kind\": \"slack\", \"types\": [\"x\"]} | types[0] must be one of: ",
                "{\"kind\": \"email\", \"url\": \"https://x.example\"} | an e-mail channel has no url",
                "{\"kind\" | the body is not JSON at character ",
                "{} {} | the body is not JSON at character 3: something follows the value",
                "' ' | the body is not JSON at character "
            })
    void mistakesAreSaidInSentences(String body, String sentence) {
        TestResponse refused = PERSON.put(CHANNEL, body);

        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(details(refused).getFirst()).startsWith(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=0 | limit must be at least 1",
                "limit=501 | limit must be at most 500",
                "family=rpm | family must be one of: snap, deb, charm, image, solution, oci, generic",
                "name=%00 | name has a NUL character, which cannot be stored; remove it"
            })
    void parametersToo(String query, String sentence) {
        assertThat(details(CLIENT.get("/v2/artefacts?" + query))).containsExactly(sentence);
    }

    @Test
    void textsOfBodiesHaveLimits() {
        TestResponse refused = CLIENT.put(TRUST, """
                {"issuer": "", "audience": "%s", "conditions": {"": [], "sub": [5, "\\ud800"]}}""".formatted("x".repeat(501)));

        assertThat(details(refused))
                .containsExactly(
                        "issuer must have at least 1 character",
                        "audience has more than 500 characters",
                        "a key of conditions must have at least 1 character",
                        "sub[0] must be text",
                        "sub[1] has half of a pair of surrogates, which is not a character");
    }

    /** Neither the response nor the work for it grows with the request. */
    @Test
    void manyUnknownMembersAreNamedUpToAThousand() {
        String members = IntStream.range(0, 5_000)
                .mapToObj(i -> "\"audience" + i + "\": 1")
                .collect(Collectors.joining(","));

        assertThat(CLIENT.put(TRUST, "{" + members + "}").at("errors").size()).isEqualTo(1000);
        assertThat(CLIENT.put(TRUST, "{\"" + "x".repeat(1_000_000) + "\": 1}").body())
                .hasSizeLessThan(5000);
    }

    /** A missing permission is reported first (CONV-34). */
    @Test
    void permissionsComeBeforeTheForm() {
        TestResponse refused = SERVER.anonymous().get("/v2/audit?no_such=1");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("type")).isEqualTo("/problems/insufficient-permissions");
    }

    @Test
    void v1IsAsForgivingAsEver() {
        assertThat(CLIENT.get("/v1/artefacts?no_such=1").status()).isEqualTo(200);
        assertThat(CLIENT.put(
                                "/v1/test-executions/start-test",
                                Tests.snap("\" 1_2 \"").replace("{", "{\"no_such\": 1, "))
                        .status())
                .isEqualTo(200);
        assertThat(CLIENT.get("/v1/test-results?limit=%201_0").status()).isEqualTo(200);
    }

    private static List<Operation> operations() {
        return Operation.all(SERVER.bean(Router.class)).stream()
                .filter(operation -> operation.path().startsWith("/v2/"))
                .toList();
    }

    private static TestResponse send(Operation operation, String query, String body) {
        String path = operation.path().replaceAll("\\{[^}]*}", "2147483647") + query;
        TestClient client = operation.path().contains("/users/me/") ? PERSON : CLIENT;
        return operation.method().equals("GET") ? client.get(path) : client.send(operation.method(), path, body);
    }

    private static TestResponse upload(String path) {
        return CLIENT.with("Content-Type", "application/xml")
                .send("POST", path, BodyPublishers.ofString("<testsuite><testcase name='a'/></testsuite>"));
    }

    private static List<String> details(TestResponse answer) {
        return IntStream.range(0, answer.at("errors").size())
                .mapToObj(i -> answer.text("errors", i, "detail"))
                .toList();
    }
}
