package dev.assay.search;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_ARTEFACT;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.CountingRelay;
import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A list costs the same number of round trips with one row and with many: 200 executions, each with its own artefact
 * and build.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchRoundTripsTest {
    private static final String BYPASS = "com.zaxxer.hikari.aliveBypassWindowMs";

    private final TestDatabase database = TestDatabase.migrated();
    private final CountingRelay relay = new CountingRelay(database);
    private final TestServer server;
    private final TestClient client;

    SearchRoundTripsTest() throws IOException {
        System.setProperty(BYPASS, "3600000");
        server = TestServer.start(relay.through(), Map.of("datasources.default.maximum-pool-size", 1));
        client = server.as(CHANGE_TEST, VIEW_TEST, VIEW_ARTEFACT);
    }

    @BeforeAll
    void fill() {
        StartBody snap = StartBody.of("snap");
        for (int i = 0; i < 200; i++) {
            StartBody body =
                    i < 100 ? snap.with("arch", "arch" + i).with("environment", "lab" + i) : StartBody.of("deb");
            int execution = body.start(client);
            SearchFixture.ok(
                    client.post("/v1/test-executions/" + execution + "/test-results", Posted.results("case", 2)));
            SearchFixture.ok(client.patch(
                    "/v1/test-executions/" + execution, "{\"execution_metadata\": {\"a\": [\"b\", \"c\"]}}"));
        }
    }

    @AfterAll
    void close() throws IOException {
        server.close();
        relay.close();
        System.clearProperty(BYPASS);
    }

    @ParameterizedTest
    @CsvSource({
        // One for the caller; ids and total, executions, artefacts, counts, ids of results, results: 400 are one batch
        "/v1/test-executions?limit=, 1, 200, 7",
        // One for the caller; ids and total, executions, artefacts, results by the hundred
        "/v1/test-results?limit=, 1, 100, 5",
        "/v1/test-results?test_cases=case1&limit=, 1, 100, 5",
        "/v2/test-results?limit=, 1, 100, 6",
        "/v2/test-results?test_cases=case1&status=PASSED&limit=, 1, 100, 6",
    })
    void searching(String path, int few, int many, int atMost) {
        assertConstant(path + few, path + many, atMost);
    }

    @Test
    void buildsOfAnArtefact() { // one build and one execution, or a hundred of each
        String deb = path("deb");
        String snap = path("snap");
        assertThat(client.get(deb).json().size()).isEqualTo(1);
        assertThat(client.get(snap).json().size()).isEqualTo(100);
        assertConstant(deb, snap, 3);
    }

    private String path(String family) {
        return "/v1/artefacts/"
                + database.strings("SELECT max(id) FROM artefact WHERE family = '%s'".formatted(family))
                        .getFirst()
                + "/builds";
    }

    private void assertConstant(String few, String many, int atMost) {
        List<Integer> costs = new ArrayList<>();
        for (String path : List.of(few, many)) {
            for (int i = 0; i < 6; i++) {
                SearchFixture.ok(client.get(path));
            }
            costs.add(relay.count(() -> SearchFixture.ok(client.get(path))));
        }
        System.out.println("round trips: " + many + ": " + costs);
        assertThat(costs.getLast()).as(many).isEqualTo(costs.getFirst());
        assertThat(costs.getFirst()).as(few).isBetween(1, atMost);
    }
}
