package dev.assay.environment;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnvironmentsTest {
    private final TestServer server = TestServer.start();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST);

    @BeforeAll
    void arrange() {
        start("snap", "bench-7", "amd64");
        start("snap", "bench-7", "arm64");
        start("deb", "bench-8", "amd64");
        start("oci", "kind", "amd64");
        start("generic", "Lab", "amd64");
        server.database().execute("""
                INSERT INTO environment (name, architecture, created_at, updated_at)
                VALUES ('never', 'amd64', now(), now());
                UPDATE artefact SET archived = true WHERE family = 'deb'
                """);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void distinctNamesAreListedWithTheirTotal() { // ENV-02, 03
        assertThat(client.get("/v1/environments").body()).isEqualTo("""
                {"environments":["Lab","bench-7","bench-8","kind","never"],"count":5,"limit":50,"offset":0}""");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "families=snap; bench-7; 1",
                "families=deb; bench-8; 1",
                "families=snap&families=oci; bench-7,kind; 2",
                "families=generic&q=LAB; Lab; 1",
                "families=charm; ''; 0",
                "q=BENCH; bench-7,bench-8; 2",
                "q=%20bench-8%20; bench-8; 1",
                "q=%25; Lab,bench-7,bench-8,kind,never; 5",
                "q=%20; Lab,bench-7,bench-8,kind,never; 5",
                "q=%5C; ''; 0",
                "limit=2&offset=1; bench-7,bench-8; 5",
                "offset=9; ''; 5"
            })
    void filtersNarrowTheListAndTheTotal(String query, String names, int count) { // ENV-01, 03; CONV-30; PAG-03
        TestResponse page = client.get("/v1/environments?" + query);
        assertThat(String.join(",", page.list("environments"))).isEqualTo(names);
        assertThat(page.number("count")).isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=1001", "offset=-1", "families=rpm", "families=", "limit=x"})
    void aPageOutOfRangeIsRefused(String query) { // PAG-01
        TestResponse refused = client.get("/v1/environments?" + query);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("detail", 0, "loc", 1)).isEqualTo(query.replaceAll("=.*", ""));
    }

    @Test
    void readingNeedsItsPermission() { // ENV-01
        assertThat(server.as(CHANGE_TEST).get("/v1/environments").status()).isEqualTo(403);
    }

    private void start(String family, String environment, String architecture) {
        StartBody.of(family)
                .with("environment", environment)
                .with("arch", architecture)
                .start(client);
    }
}
