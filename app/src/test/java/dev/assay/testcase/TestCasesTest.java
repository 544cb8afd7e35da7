package dev.assay.testcase;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestCasesTest {
    private final TestServer server = TestServer.start();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST);

    @BeforeAll
    void arrange() {
        result("snap", "wifi/scan", "wifi/{what}");
        result("deb", "wifi/scan", "");
        result("deb", "audio", "");
        int removed = result("charm", "gone", "g");
        result("generic", "Zoo", "z");
        server.database().execute("DELETE FROM test_result WHERE test_execution_id = " + removed);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void casesAreListedByNameWithoutCount() { // TC-02, 03
        assertThat(client.get("/v1/test-cases").body()).isEqualTo("""
                {"test_cases":[{"test_case":"Zoo","template_id":"z"},{"test_case":"audio","template_id":""},\
                {"test_case":"gone","template_id":"g"},{"test_case":"wifi/scan","template_id":"wifi/{what}"}]}""");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "families=snap; wifi/scan",
                "families=deb; audio,wifi/scan",
                "families=snap&families=generic; Zoo,wifi/scan",
                "families=charm; ''",
                "q=SCAN; wifi/scan",
                "q=what; ''",
                "q=%20; Zoo,audio,gone,wifi/scan",
                "q=o&families=deb; audio",
                "limit=2&offset=1; audio,gone",
                "offset=4; ''"
            })
    void filtersNarrowTheList(String query, String names) { // TC-01, 03; PAG-03
        TestResponse page = client.get("/v1/test-cases?" + query);
        List<String> found = new ArrayList<>();
        page.at("test_cases")
                .values()
                .forEach(each -> found.add(each.get("test_case").getStringValue()));
        assertThat(String.join(",", found)).isEqualTo(names);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=1001", "offset=-1", "families=rpm", "families=snap,deb"})
    void aPageOutOfRangeIsRefused(String query) { // PAG-01, CONV-10
        TestResponse refused = client.get("/v1/test-cases?" + query);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("detail", 0, "loc", 1)).isEqualTo(query.replaceAll("=.*", ""));
    }

    @Test
    void readingNeedsItsPermission() { // TC-01
        assertThat(server.as(CHANGE_TEST).get("/v1/test-cases").status()).isEqualTo(403);
    }

    private int result(String family, String name, String template) {
        int id = StartBody.of(family).start(client);
        TestResponse posted = client.post("/v1/test-executions/" + id + "/test-results", """
                [{"name": "%s", "template_id": "%s", "status": "PASSED"}]""".formatted(name, template));
        assertThat(posted.status()).isEqualTo(200);
        return id;
    }
}
