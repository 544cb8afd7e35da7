package dev.assay.upload;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attempts of a test, and what v2 shows of a result and its suite in addition to v1. */
class ResultDetailsTest {
    private static final String AGAIN = """
            <testcase classname="c" name="t" time="1"><failure>first</failure></testcase>
            <testcase classname="c" name="t" time="2"><failure>second</failure></testcase>
            <testcase classname="c" name="t" time="3"/>
            <testcase classname="c" name="u"/>
            <testcase classname="c" name="u"><failure>after it passed</failure></testcase>
            <testcase classname="c" name="v" file="a.js" line="1"><failure>of a.js</failure></testcase>
            <testcase classname="c" name="v" file="b.js" line="1"/>""";

    private final TestClient client = TestServer.shared().as(CHANGE_TEST, VIEW_TEST);

    /** With 6,000 others, the file goes through the staging table. */
    @ParameterizedTest
    @ValueSource(ints = {0, 6_000})
    void aFailureAndAPassAfterItAreAttemptsOfOneResult(int others) {
        TestResponse stored = UploadRequest.of(AGAIN + others(others)).send(client);

        assertThat(results(stored))
                .containsExactly(
                        "c.t PASSED flaky [FAILED first 1.0, FAILED second 2.0]",
                        "c.u PASSED []",
                        "c.u FAILED after it passed []",
                        "c.v FAILED of a.js []",
                        "c.v PASSED []");
        assertThat(stored.at("counts").get("total").getIntValue()).isEqualTo(5 + others);
        assertThat(stored.at("counts").get("failed").getIntValue()).isEqualTo(2);
        assertThat(v1(stored)).hasSize(5 + others).contains("c.t PASSED").doesNotContain("c.t FAILED");
    }

    @ParameterizedTest
    @CsvSource({"merge,PASSED,2", "keep,FAILED,5", "dialect,FAILED,4"})
    void theSenderMayDecide(String attempts, String status, int results) {
        TestResponse stored = UploadRequest.of("""
                        <testcase classname="c" name="t"/>
                        <testcase classname="c" name="t" file="a"><failure>no</failure></testcase>
                        <testcase classname="c" name="t"/>
                        <testcase classname="c" name="f"><flakyFailure>x</flakyFailure></testcase>""").with("attempts", attempts).send(client);

        assertThat(results(stored)).hasSize(results);
        assertThat(status(stored)).isEqualTo(status);
    }

    @Test
    void anUnknownRuleForAttemptsIsRefused() {
        TestResponse refused = UploadRequest.of(AGAIN).with("attempts", "last").send(client);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("attempts must be dialect or merge or keep");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6_000})
    void theLastRunOfAGoTestDecides(int others) {
        String test = "<testcase classname=\"example.org/shop\" name=\"TestAdd\">%s</testcase>";
        TestResponse stored = UploadRequest.of(test.formatted("<failure>1</failure>")
                        + test.formatted("")
                        + test.formatted("<failure>2</failure>")
                        + others(others))
                .send(client);

        assertThat(results(stored)).containsExactly("example.org/shop.TestAdd FAILED 2 [FAILED 1 null, PASSED  null]");
        assertThat(status(stored)).isEqualTo("FAILED");
    }

    @Test
    void aTestThatPassedInTheEndDoesNotFailTheExecution() {
        TestResponse stored = UploadRequest.of("""
                        <testcase name="a" classname="T" flaky="true"><failure>once</failure></testcase>
                        <testcase name="b" classname="T"><flakyFailure message="m" time="0.5"><stackTrace>at T:1</stackTrace>\
                        <system-out>said</system-out></flakyFailure></testcase>""").send(client);

        assertThat(results(stored))
                .containsExactly("T.a PASSED flaky [FAILED once null]", "T.b PASSED flaky [FAILED m\nat T:1 0.5]");
        assertThat(status(stored)).isEqualTo("PASSED");
    }

    @Test
    void theLastRerunIsTheResult() {
        TestResponse stored = UploadRequest.of("""
                        <testcase name="a" classname="T"><failure>one</failure><rerunFailure>two</rerunFailure>\
                        <rerunFailure>three</rerunFailure><system-out>of one</system-out></testcase>""").send(client);

        assertThat(results(stored)).containsExactly("T.a FAILED three [FAILED one null, FAILED two null]");
        assertThat(item(stored, 0).get("attempts").get(0).get("output").getStringValue())
                .isEqualTo("of one");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6_000})
    void aResultHasWhatItsCaseSays(int others) {
        TestResponse stored = UploadRequest.of("""
                        <testcase classname="T" name="sorts {seed=[CAFE:1D]}" file="T.java" line="12" \
                        timestamp="2026-03-01T10:00:00Z"><properties><property name="k" value="v"/></properties>\
                        <system-out>[[ATTACHMENT|out/shot.png]]</system-out></testcase>""" + others(others)).send(client);

        JsonNode item = item(stored, 0);
        assertThat(item.get("name").getStringValue()).isEqualTo("T.sorts {seed=*}");
        assertThat(item.get("reported_name").getStringValue()).isEqualTo("T.sorts {seed=[CAFE:1D]}");
        assertThat(item.get("file").getStringValue()).isEqualTo("T.java");
        assertThat(item.get("line").getIntValue()).isEqualTo(12);
        assertThat(item.get("ran_at").getStringValue()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(item.get("properties").get("k").getStringValue()).isEqualTo("v");
        assertThat(item.get("attachments").get(0).getStringValue()).isEqualTo("out/shot.png");
        assertThat(v1(stored)).contains("T.sorts {seed=*} PASSED");
    }

    @Test
    void aFailureLeadsToTheOutputOfItsSuite() {
        UploadRequest request = UploadRequest.of().linked();
        TestResponse stored = request.file(UploadRequest.utf8("""
                        <testsuites>
                          <testsuite name="acme.PayTest" hostname="build-1" timestamp="2026-05-02T08:00:00Z">
                            <properties><property name="java.version">25</property></properties>
                            <testcase name="pays()" classname="acme.PayTest"><failure>503</failure></testcase>
                            <testcase name="lists()" classname="acme.PayTest"/>
                            <system-out>connection refused</system-out>
                          </testsuite>
                          <testsuite name="silent"><testcase name="a"><failure/></testcase></testsuite>
                        </testsuites>""")).send(client);
        String suites = "/v2/test-executions/" + stored.number("test_execution_id") + "/suites";
        long id = item(stored, 0).get("suite_id").getLongValue();

        TestResponse suite = client.get(suites + "/" + id);
        assertThat(suite.body()).contains("\"name\":\"acme.PayTest\"", "\"host\":\"build-1\"");
        assertThat(suite.body()).contains("\"ran_at\":\"2026-05-02T08:00:00Z\"", "\"java.version\":\"25\"");
        assertThat(suite.body()).contains("\"output\":\"connection refused\"", "\"output_length\":18");
        assertThat(client.get(suites).at("items").size()).isEqualTo(1);
        assertThat(item(stored, 1).get("suite_id").isNull()).isTrue();
        assertThat(item(stored, 2).get("suite_id").isNull()).isTrue();
        assertThat(client.get(suites + "/999999999").status()).isEqualTo(404);

        assertThat(request.file("<testcase name=\"a\"/>").send(client).status()).isEqualTo(201);
        assertThat(client.get(suites).at("items").size())
                .as("the part was sent again")
                .isZero();
    }

    @Test
    void projectsOfPlaywrightHaveHistoriesOfTheirOwn() {
        String suite =
                "<testsuite name=\"shop.spec.ts\" hostname=\"%s\"><testcase name=\"adds\" classname=\"shop.spec.ts\"/></testsuite>";
        TestResponse stored = UploadRequest.of()
                .file(UploadRequest.utf8("<testsuites id=\"\" name=\"\">" + suite.formatted("chromium")
                        + suite.formatted("firefox") + "</testsuites>"))
                .send(client);

        assertThat(v1(stored))
                .containsExactly("shop.spec.ts.adds [chromium] PASSED", "shop.spec.ts.adds [firefox] PASSED");
    }

    private static String others(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> "<testcase classname=\"other\" name=\"" + i + "\"/>")
                .collect(Collectors.joining());
    }

    private JsonNode item(TestResponse stored, int index) {
        return page(stored).at("items").get(index);
    }

    private TestResponse page(TestResponse stored) {
        return client.get("/v2/test-executions/" + stored.number("test_execution_id") + "/test-results?limit=10");
    }

    /** Such as {@code c.t PASSED flaky [FAILED why 1.0]}, without those of {@link #others}. */
    private List<String> results(TestResponse stored) {
        assertThat(stored.status()).as(stored.body()).isEqualTo(201);
        List<String> shown = new ArrayList<>();
        page(stored).at("items").values().forEach(item -> {
            List<String> attempts = new ArrayList<>();
            item.get("attempts").values().forEach(attempt -> {
                JsonNode seconds = attempt.get("duration_seconds");
                attempts.add(attempt.get("status").getStringValue() + " "
                        + attempt.get("message").getStringValue() + " "
                        + (seconds.isNull() ? "null" : String.valueOf(seconds.getDoubleValue())));
            });
            String message = item.get("message").getStringValue();
            shown.add(item.get("name").getStringValue() + " "
                    + item.get("status").getStringValue() + " "
                    + (message.isEmpty() ? "" : message + " ")
                    + (item.get("flaky").getBooleanValue() ? "flaky " : "")
                    + attempts);
        });
        return shown.stream().filter(line -> !line.startsWith("other.")).toList();
    }

    private List<String> v1(TestResponse stored) {
        List<String> shown = new ArrayList<>();
        client.get("/v1/test-executions/" + stored.number("test_execution_id") + "/test-results")
                .json()
                .values()
                .forEach(item -> shown.add(item.get("name").getStringValue() + " "
                        + item.get("status").getStringValue()));
        return shown;
    }

    private String status(TestResponse stored) {
        return client.get("/v1/test-executions/" + stored.number("test_execution_id"))
                .text("status");
    }
}
