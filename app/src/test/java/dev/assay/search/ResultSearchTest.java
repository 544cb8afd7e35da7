package dev.assay.search;

import static dev.assay.access.Permission.VIEW_ARTEFACT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestResponse;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResultSearchTest {
    private final SearchFixture lab = new SearchFixture();

    @Test
    void newestFirstWithTheTotalOfAll() { // TR-SEARCH-01
        TestResponse found = lab.results("limit=3&offset=1");

        assertThat(found.number("count")).isEqualTo(6);
        assertThat(found.header("Content-Type")).isEqualTo("application/json"); // CONV-04
        assertThat(found.header("Cache-Control")).isEqualTo("no-store");
        assertThat(found.number("limit")).isEqualTo(3);
        assertThat(found.number("offset")).isEqualTo(1);
        assertThat(lab.cases(found)).containsExactly("deb/c", "deb/a", "snap/b");
    }

    @Test
    void aResultHasItsExecutionAndArtefact() { // section 4, TR-RESP-02
        TestResponse found = lab.results("issues={issue}");

        assertThat(lab.cases(found)).containsExactly("snap/a");
        TestResponse alone = lab.client.get(lab.path("snap") + "/test-results");
        alone.at(0).entries().forEach(e -> {
            if (!e.getKey().equals("previous_results")) {
                assertThat(found.at("test_results", 0, "test_result", e.getKey()))
                        .isEqualTo(e.getValue());
            }
        });
        assertThat(alone.at(0, "previous_results").size()).isEqualTo(1);
        assertThat(found.at("test_results", 0, "test_result", "previous_results")
                        .size())
                .isZero();
        assertThat(found.at("test_results", 0, "test_execution"))
                .isEqualTo(lab.client.get(lab.path("snap")).json());
        assertThat(found.text("test_results", 0, "artefact", "name")).isEqualTo(lab.name("snap"));
        assertThat(found.number("test_results", 0, "artefact_build", "revision"))
                .isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "test_result_statuses=FAILED, deb/c snap/a",
        "test_result_statuses=PASSED&test_result_statuses=SKIPPED, generic/c deb/a snap/b old/a",
        "test_cases={snap.name}/a, deb/a snap/a old/a",
        "test_cases={snap.name}/A, ''",
        "test_cases={snap.name}/a&test_cases={snap.name}/b, deb/a snap/b snap/a old/a",
        "test_cases={snap.name}/a&test_result_statuses=FAILED, snap/a",
        "test_cases={snap.name}/a&families=deb, deb/a",
        "template_ids={snap.name}/t, snap/b",
        "template_ids=, generic/c deb/c deb/a snap/a old/a",
        "template_ids={snap.name}/t&test_cases={snap.name}/a, ''",
        "issues=any, snap/a",
        "issues=none, generic/c deb/c deb/a snap/b old/a",
        "issues=none&test_result_statuses=FAILED, deb/c",
        "issues=none&test_cases={snap.name}/a, deb/a old/a",
        "issues={issue}&issues=2147483646, snap/a",
        "issues=2147483646, ''",
        "issues=any&issues=any, snap/a",
        "issues=any&families=deb, ''",
        "families=snap, snap/b snap/a old/a",
        "artefact_versions={deb.version}, deb/c deb/a",
        "artefact_stages=beta, snap/b snap/a old/a",
        "artefact_tracks=latest&test_result_statuses=PASSED, snap/b old/a",
        "artefact_is_archived=true, deb/c deb/a",
        "environments={generic.environment}, generic/c",
        "test_execution_statuses=FAILED, snap/b snap/a",
        "reviewer_ids=any, deb/c deb/a",
        "assignee_ids={reviewer}, deb/c deb/a",
        "reviewer_ids=none&test_result_statuses=FAILED, snap/a",
        "rerun_is_requested=true, generic/c",
        "execution_is_latest=false, old/a",
        "execution_metadata=bGFi:ZWFzdA%3D%3D, snap/b snap/a",
    })
    void everyCriterionMustHold(String criteria, String expected) { // TR-SEARCH-02, TR-SEARCH-03
        TestResponse found = lab.results(criteria);

        List<String> cases = expected.isEmpty() ? List.of() : Arrays.asList(expected.split(" "));
        assertThat(lab.cases(found)).isEqualTo(cases);
        assertThat(found.number("count")).isEqualTo(cases.size());
        assertThat(lab.listed(criteria)).isEqualTo(cases);
    }

    @Test
    void datesAreThoseOfStoring() { // TR-SEARCH-02: also when only a part of an execution's results lies within them
        SearchFixture lab = new SearchFixture();
        int snap = lab.executions.get("snap");
        lab.sql(
                "UPDATE test_result SET created_at = '2001-02-03 04:05:06' WHERE test_execution_id = %d AND status = 'PASSED'",
                snap);

        for (String criteria :
                List.of("until_date=2001-02-03T04:05:06", "until_date=2001-02-03T04:05:06&issues=none")) {
            assertThat(lab.cases(lab.results(criteria))).containsExactly("snap/b");
            assertThat(lab.listed(criteria)).containsExactly("snap/b");
        }
        // A date alone is its first moment on v1 and the whole day on v2
        assertThat(lab.cases(lab.results("until_date=2001-02-03"))).isEmpty();
        assertThat(lab.listed("until_date=2001-02-03")).containsExactly("snap/b");
        assertThat(lab.listed("until_date=2001-02-02")).isEmpty();
        assertThat(lab.listed("from_date=2001-02-03T04:05:06.000001"))
                .containsExactly("generic/c", "deb/c", "deb/a", "snap/a", "old/a");
        assertThat(lab.cases(lab.results("from_date=2001-02-03T04:05:06&until_date=2001-02-03T05:00:00")))
                .containsExactly("snap/b");
        assertThat(lab.results("from_date=2001-02-03T04:05:06&until_date=2001-02-03T05:00:00")
                        .number("count"))
                .isEqualTo(1);
        assertThat(lab.cases(lab.results("until_date=2001-02-03T04:05:05.999999")))
                .isEmpty();
        TestResponse later = lab.results("from_date=2001-02-03T04:05:06.000001&families=snap");
        assertThat(lab.cases(later)).containsExactly("snap/a", "old/a");
        assertThat(later.number("count")).isEqualTo(2);
        assertThat(lab.cases(lab.results("limit=2&offset=4"))).containsExactly("old/a", "snap/b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "offset=6", "offset=1000000000", "limit=0&test_cases=x&offset=3"})
    void theTotalStaysWithoutItems(String page) { // PAG-02, PAG-03, TR-SEARCH-07
        TestResponse found = lab.results(page);

        assertThat(found.number("count")).isEqualTo(page.contains("test_cases") ? 0 : 6);
        assertThat(found.at("test_results").size()).isZero();
    }

    @Test
    void anyPageIsTheSamePartOfTheWhole() { // TR-SEARCH-01
        List<String> all = lab.cases(lab.results("limit=1000"));
        for (String criteria :
                List.of("", "&issues=none", "&test_result_statuses=FAILED&test_result_statuses=PASSED")) {
            List<String> whole = lab.cases(lab.results("limit=1000" + criteria));
            for (int offset = 0; offset <= whole.size(); offset++) {
                assertThat(lab.cases(lab.results("limit=2&offset=" + offset + criteria)))
                        .isEqualTo(whole.subList(offset, Math.min(offset + 2, whole.size())));
            }
        }
        assertThat(all).hasSize(6);
    }

    @ParameterizedTest
    @CsvSource({
        "limit=1001, less_than_equal",
        "offset=-1, greater_than_equal",
        "families=SNAP, enum",
        "families=, enum",
        "test_result_statuses=passed, enum",
        "from_date=yesterday, datetime_from_date_parsing",
        "issues=some, int_parsing",
        "issues=, int_parsing",
        "test_cases=%00, value_error",
    })
    void badParametersAreRefused(String query, String type) { // PAG-01, TR-SEARCH-04, TR-SEARCH-05, CONV-21
        TestResponse refused = lab.client.get("/v1/test-results?" + query);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("detail", 0, "type")).isEqualTo(type);
        assertThat(refused.text("detail", 0, "loc", 1)).isEqualTo(query.split("=")[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"issues=any&issues=none", "issues=7&issues=any", "issues=none&issues=7"})
    void wordsAndNumbersDoNotMix(String query) { // TR-SEARCH-03
        TestResponse refused = lab.client.get("/v1/test-results?" + query);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(StreamSupport.stream(refused.at("detail").values().spliterator(), false)
                        .map(e -> e.get("loc").get(1).getStringValue()))
                .containsOnly("issues");
    }

    @Test
    void searchingNeedsItsPermission() {
        assertThat(lab.server.anonymous().get("/v1/test-results").status()).isEqualTo(403);
        assertThat(lab.server.as(VIEW_ARTEFACT).get("/v1/test-results?limit=x").status())
                .isEqualTo(403);
    }
}
