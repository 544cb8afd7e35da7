package dev.assay.search;

import static dev.assay.access.Permission.VIEW_ARTEFACT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestResponse;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code /v2/test-results} has and v1 does not; {@link ResultSearchTest} compares the criteria of both. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResultListTest {
    private final SearchFixture lab = new SearchFixture();

    @ParameterizedTest
    @CsvSource({
        "execution={snap}, snap/b snap/a",
        "execution={snap}&execution={deb}, deb/c deb/a snap/b snap/a",
        "execution={snap}&status=FAILED, snap/a",
        "execution={snap}&families=deb, ''",
        "execution={snap}&test_cases={snap.name}/a, snap/a",
        "execution={deb}&issues=any, ''",
        "execution={bare}, ''",
        "execution=2147483646, ''",
        "status=FAILED, deb/c snap/a",
        "status=FAILED&status=SKIPPED&test_result_statuses=SKIPPED&test_result_statuses=PASSED, deb/a",
        "status=FAILED&test_result_statuses=PASSED, ''",
        "status=FAILED&test_result_statuses=PASSED&test_cases={snap.name}/a, ''",
        "status=FAILED&issues=any, snap/a",
    })
    void everyCriterionMustHold(String criteria, String expected) {
        assertThat(lab.listed(criteria)).isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ")));
    }

    @Test
    void anExecutionIsFoundByItsLink() {
        StartBody body = StartBody.of("generic").linked();
        int id = body.start(lab.client);
        SearchFixture.ok(lab.client.post(
                "/v1/test-executions/" + id + "/test-results", "[" + Posted.result("linked", "PASSED") + "]"));

        TestResponse found = SearchFixture.ok(lab.client.get("/v2/test-results?ci_link=" + body.text("ci_link")));

        assertThat(found.at("items").size()).isEqualTo(1);
        assertThat(found.number("items", 0, "test_execution", "id")).isEqualTo(id);
        assertThat(found.text("items", 0, "test_execution", "ci_link")).isEqualTo(body.text("ci_link"));
    }

    @Test
    void aResultIsTheSameAsInTheListOfItsExecution() {
        TestResponse found =
                SearchFixture.ok(lab.client.get("/v2/test-results?execution=" + lab.executions.get("snap")));
        TestResponse alone =
                SearchFixture.ok(lab.client.get("/v2/test-executions/" + lab.executions.get("snap") + "/test-results"));

        alone.at("items", 0)
                .entries()
                .forEach(member ->
                        assertThat(found.at("items", 1, member.getKey())).isEqualTo(member.getValue()));
        assertThat(StreamSupport.stream(found.at("items", 1).entries().spliterator(), false)
                        .map(member -> member.getKey()))
                .hasSize(alone.at("items", 0).size() + 2)
                .endsWith("test_execution", "artefact");
        assertThat(found.text("items", 0, "test_execution", "environment"))
                .isEqualTo(lab.bodies.get("snap").text("environment"));
        assertThat(found.text("items", 0, "artefact", "name")).isEqualTo(lab.name("snap"));
        assertThat(found.text("items", 0, "artefact", "family")).isEqualTo("snap");
    }

    @Test
    void aLongOutputIsWhole() {
        int id = StartBody.of("generic").start(lab.client);
        String output = "printed ".repeat(40_000);
        SearchFixture.ok(lab.client.post("/v1/test-executions/" + id + "/test-results", """
                [{"name": "long", "status": "FAILED", "comment": "why", "io_log": "%s"},
                 {"name": "short", "status": "PASSED", "io_log": "ok"}]""".formatted(output)));

        TestResponse found = SearchFixture.ok(lab.client.get("/v2/test-results?execution=" + id));

        assertThat(found.text("items", 0, "output")).isEqualTo("ok");
        assertThat(found.text("items", 1, "output")).isEqualTo(output);
        assertThat(found.text("items", 1, "message")).isEqualTo("why");
    }

    /** A cursor does not need its result. */
    @Test
    void aDeletedResultDoesNotEndTheList() {
        SearchFixture own = new SearchFixture();
        TestResponse first = SearchFixture.ok(own.client.get("/v2/test-results?limit=2&" + own.mine()));
        own.sql("DELETE FROM test_result WHERE id = %s", first.number("items", 1, "id"));

        TestResponse second = SearchFixture.ok(
                own.client.get("/v2/test-results?limit=2&" + own.mine() + "&after=" + first.text("after")));

        assertThat(second.text("items", 0, "name")).isEqualTo(own.name("snap") + "/a");
        assertThat(second.at("items").size()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "after=1",
                "after=x-1",
                "after=",
                "after=1-99999999999",
                "limit=0",
                "limit=1001",
                "execution=x",
                "status=passed",
                "from_date=yesterday",
                "issues=some",
                "ci_link=%00",
                "offset=1",
                "test_execution=1"
            })
    void aBadParameterIsNamed(String query) {
        TestResponse refused = lab.client.get("/v2/test-results?" + query);

        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(refused.text("errors", 0, "at", 1)).isEqualTo(query.replaceAll("=.*", ""));
    }

    @Test
    void listingNeedsItsPermission() {
        assertThat(lab.server.anonymous().get("/v2/test-results").status()).isEqualTo(403);
        assertThat(lab.server.as(VIEW_ARTEFACT).get("/v2/test-results").status())
                .isEqualTo(403);
    }
}
