package dev.assay.search;

import static dev.assay.access.Permission.VIEW_ARTEFACT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExecutionSearchTest {
    private final SearchFixture lab = new SearchFixture();

    @Test
    void newestFirstWithTheTotalOfAll() { // TE-SEARCH-01, TE-SEARCH-02
        TestResponse found = lab.executions("limit=2&offset=1");

        assertThat(found.number("count")).isEqualTo(4);
        assertThat(found.header("Content-Type")).isEqualTo("application/json"); // CONV-04
        assertThat(found.header("Cache-Control")).isEqualTo("no-store");
        assertThat(found.number("limit")).isEqualTo(2);
        assertThat(found.number("offset")).isEqualTo(1);
        assertThat(lab.letters(found)).containsExactly("deb", "snap");
    }

    @Test
    void anExecutionHasItsArtefactAndResults() { // section 8, TE-SEARCH-04, TR-RESP-02
        TestResponse found = lab.executions("artefact_stages=beta&execution_is_latest=true");

        assertThat(lab.letters(found)).containsExactly("snap");
        TestResponse alone = lab.client.get(lab.path("snap"));
        alone.json()
                .entries()
                .forEach(e ->
                        assertThat(found.at("test_executions", 0, e.getKey())).isEqualTo(e.getValue()));
        assertThat(found.text("test_executions", 0, "artefact", "name")).isEqualTo(lab.name("snap"));
        assertThat(found.text("test_executions", 0, "artefact", "family")).isEqualTo("snap");
        assertThat(found.text("test_executions", 0, "artefact_build", "architecture"))
                .isEqualTo("amd64");
        assertThat(found.number("test_executions", 0, "artefact_build", "revision"))
                .isEqualTo(7);
        assertThat(StreamSupport.stream(
                                found.json()
                                        .get("test_executions")
                                        .get(0)
                                        .entries()
                                        .spliterator(),
                                false)
                        .map(Map.Entry::getKey))
                .hasSize(15);
        assertThat(StreamSupport.stream(
                                found.at("test_executions", 0, "test_results")
                                        .values()
                                        .spliterator(),
                                false)
                        .map(r -> r.get("name").getStringValue().replace(lab.name("snap"), "")))
                .containsExactly("/b", "/a");
        assertThat(found.at("test_executions", 0, "test_results", 0, "previous_results")
                        .size())
                .isZero();
        assertThat(found.number("test_executions", 0, "test_results", 1, "issues", 0, "issue", "id"))
                .isEqualTo(lab.issue);
    }

    @ParameterizedTest
    @CsvSource({
        "families=snap, snap old",
        "families=snap&families=generic, generic snap old",
        "families=image, ''",
        "artefact_versions={deb.version}, deb",
        "artefact_stages=proposed&artefact_stages=beta, deb snap old",
        "artefact_stages=, generic",
        "artefact_tracks=latest, snap old",
        "artefact_is_archived=true, deb",
        "artefact_is_archived=false, generic snap old",
        "environments={deb.environment}&environments={generic.environment}, generic deb",
        "environments=NOBODYS, ''",
        "test_execution_statuses=FAILED&test_execution_statuses=IN_PROGRESS, generic snap old",
        "test_execution_statuses=PASSED, deb",
        "reviewer_ids={reviewer}, deb",
        "reviewer_ids={reviewer}&reviewer_ids=99999999999, deb",
        "reviewer_ids=2147483646, ''",
        "reviewer_ids=any, deb",
        "reviewer_ids=any&reviewer_ids=any, deb",
        "reviewer_ids=none, generic snap old",
        "assignee_ids={reviewer}, deb",
        "assignee_ids=none, generic snap old",
        "reviewer_ids=any&assignee_ids=none, deb",
        "rerun_is_requested=true, generic",
        "rerun_is_requested=false, deb snap old",
        "execution_is_latest=true, generic deb snap",
        "execution_is_latest=false, old",
        "test_result=any, generic deb snap old",
        "test_result=none, bare",
        "test_result=none&event_names=booted, bare",
        "test_result=none&event_names=other, ''",
        "test_result=none&event_names=any, bare",
        "test_result=none&event_names=none, ''",
        "event_names=none, generic deb snap old",
        "event_names=any&event_names=none, generic deb snap old",
        "test_result=none&event_names=none&event_names=any, bare",
        "families=snap&test_execution_statuses=FAILED, snap",
        "families=snap&test_execution_statuses=PASSED, ''",
    })
    void everyCriterionMustHold(String criteria, String expected) { // TE-SEARCH-03, TE-SEARCH-05, TE-SEARCH-07, CONV-12
        TestResponse found = lab.executions(criteria);

        List<String> letters = expected.isEmpty() ? List.of() : Arrays.asList(expected.split(" "));
        assertThat(lab.letters(found)).isEqualTo(letters);
        assertThat(found.number("count")).isEqualTo(letters.size());
    }

    @Test
    void onlyTheNamedResultsAreShown() { // TE-SEARCH-03
        String id =
                lab.results("test_result_statuses=FAILED&families=snap").text("test_results", 0, "test_result", "id");

        TestResponse found = lab.executions("test_result=" + id);

        assertThat(lab.letters(found)).containsExactly("snap");
        assertThat(found.at("test_executions", 0, "test_results").size()).isEqualTo(1);
        assertThat(found.text("test_executions", 0, "test_results", 0, "id")).isEqualTo(id);
    }

    @Test
    void withoutResultsThereAreNone() { // TE-SEARCH-03
        TestResponse found = lab.executions("test_result=none");

        assertThat(found.at("test_executions", 0, "test_results").size()).isZero();
    }

    @Test
    void metadataNeedsAValueOfEachCategory() { // EM-10, EM-15
        String own = lab.name("snap");
        assertThat(metadata(SearchFixture.pair("lab", "w:st"))).containsExactly("deb", "snap");
        assertThat(metadata(SearchFixture.pair("lab", "w:st"), SearchFixture.pair("lab", "east")))
                .containsExactly("deb", "snap");
        assertThat(metadata(SearchFixture.pair("lab", "w:st"), SearchFixture.pair(own, "x")))
                .containsExactly("snap");
        assertThat(metadata(SearchFixture.pair("lab", "w:st"), SearchFixture.pair(own, "y")))
                .isEmpty();
        assertThat(metadata(SearchFixture.pair("Lab", "east"))).isEmpty();
        assertThat(metadata("_bGFi-:%20ZWFzdA==")).containsExactly("snap"); // EM-11
    }

    private List<String> metadata(String... pairs) {
        return lab.letters(lab.executions("execution_metadata=" + String.join("&execution_metadata=", pairs)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bGFi | Invalid execution metadata format: 'bGFi'. Expected base64 encoded 'category:value'.", // EM-12
                "bGFi:ZWFzdA | Invalid base64 encoding in execution metadata: 'bGFi:ZWFzdA'.", // EM-13
                "bGFi:/w%3D%3D | Invalid base64 encoding in execution metadata: 'bGFi:/w=='.",
                "bGFi:Z | Invalid base64 encoding in execution metadata: 'bGFi:Z'.",
                "bGFi: | Invalid execution metadata format: 'bGFi:'. Both category and value must be non-empty.", // EM-14
                ":bGFi | Invalid execution metadata format: ':bGFi'. Both category and value must be non-empty.",
                "bGFi:AA%3D%3D | Invalid execution metadata: 'bGFi:AA=='. Category and value have at most 200 characters and no NUL.",
            })
    void anInvalidPairIsRefused(String item, String detail) {
        TestResponse refused = lab.client.get("/v1/test-executions?execution_metadata=" + item);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("detail")).isEqualTo(detail);
    }

    @Test
    void aPairLongerThanStoredOnesIsRefused() { // EM-16
        TestResponse refused =
                lab.client.get("/v1/test-results?execution_metadata=" + SearchFixture.pair("x".repeat(201), "v"));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("detail")).contains("at most 200 characters");
    }

    @Test
    void datesAreThoseOfTheLastChange() { // TE-SEARCH-06, TE-SEARCH-08
        lab.sql(
                "UPDATE test_execution SET updated_at = '2001-02-03 04:05:06' WHERE id = %d",
                lab.executions.get("old"));

        assertThat(lab.letters(lab.executions("until_date=2001-02-03T04:05:06")))
                .containsExactly("old");
        assertThat(lab.letters(lab.executions("from_date=2001-02-03T04:05:06&until_date=2001-02-03T04:05:06.1")))
                .containsExactly("old");
        assertThat(lab.letters(lab.executions("until_date=2001-02-03T04:05:05.999999")))
                .isEmpty();
        assertThat(lab.letters(lab.executions("from_date=2001-02-03T04:05:06.000001")))
                .containsExactly("generic", "deb", "snap");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "offset=4", "limit=0&offset=9"})
    void theTotalStaysWithoutItems(String page) { // PAG-02, PAG-03
        TestResponse found = lab.executions(page);

        assertThat(found.number("count")).isEqualTo(4);
        assertThat(found.at("test_executions").size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "limit=-1, greater_than_equal, limit",
        "limit=1001, less_than_equal, limit",
        "offset=-1, greater_than_equal, offset",
        "families=rpm, enum, families",
        "families=SNAP, enum, families",
        "families=, enum, families",
        "test_execution_statuses=COMPLETED, enum, test_execution_statuses",
        "artefact_is_archived=, bool_parsing, artefact_is_archived",
        "from_date=yesterday, datetime_from_date_parsing, from_date",
        "until_date=, datetime_from_date_parsing, until_date",
    })
    void badParametersAreRefused(String query, String type, String parameter) { // PAG-01, CONV-12, CONV-27
        TestResponse refused = lab.client.get("/v1/test-executions?" + query);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("detail", 0, "type")).isEqualTo(type);
        assertThat(refused.text("detail", 0, "loc", 0)).isEqualTo("query");
        assertThat(refused.text("detail", 0, "loc", 1)).isEqualTo(parameter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reviewer_ids", "assignee_ids", "test_result"})
    void wordsAndNumbersDoNotMix(String parameter) { // TE-SEARCH-06
        TestResponse refused = lab.client.get("/v1/test-executions?%1$s=any&%1$s=7".formatted(parameter));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(StreamSupport.stream(refused.at("detail").values().spliterator(), false)
                        .map(e -> e.get("type").getStringValue() + " "
                                + e.get("loc").get(2).getStringValue() + " "
                                + e.get("loc").get(3).getIntValue()))
                .containsExactly(
                        "int_parsing list[int] 0",
                        "literal_error list[literal[<QueryValue.ANY: 'any'>]] 1",
                        "literal_error list[literal[<QueryValue.NONE: 'none'>]] 0",
                        "literal_error list[literal[<QueryValue.NONE: 'none'>]] 1");
        assertThat(lab.client
                        .get("/v1/test-executions?%1$s=any&%1$s=none".formatted(parameter))
                        .status())
                .isEqualTo(422);
        assertThat(lab.client.get("/v1/test-executions?" + parameter + "=some").status())
                .isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"event_names=any&event_names=booted", "event_names=booted&event_names=none"})
    void wordsAndEventNamesDoNotMix(String query) { // TE-SEARCH-07
        TestResponse refused = lab.client.get("/v1/test-executions?" + query);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("detail"))
                .isEqualTo("Cannot combine reserved values 'any'/'none' with specific filter values.");
    }

    @Test
    void searchingNeedsItsPermission() { // CONV-35
        assertThat(lab.server.anonymous().get("/v1/test-executions?limit=x").status())
                .isEqualTo(403);
        assertThat(lab.server.as(VIEW_ARTEFACT).get("/v1/test-executions").status())
                .isEqualTo(403);
    }
}
