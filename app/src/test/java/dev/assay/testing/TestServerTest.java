package dev.assay.testing;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TestServerTest {

    @Test
    void theSharedServerStoresWhatItIsSent() {
        TestServer server = TestServer.shared();
        TestClient client = server.as(CHANGE_TEST, VIEW_TEST);

        TestResponse started = client.put("/v1/test-executions/start-test", """
                {"family": "generic", "name": "fixture", "version": "1", "environment": "here", "test_plan": "smoke"}
                """);

        assertThat(started.status()).as(started.body()).isEqualTo(200);
        int id = started.number("id");
        assertThat(client.get("/v1/test-executions/" + id).text("test_plan")).isEqualTo("smoke");
        assertThat(server.database().strings("SELECT status FROM test_execution WHERE id = " + id))
                .containsExactly("IN_PROGRESS");
        assertThat(TestServer.shared()).isSameAs(server);
    }

    @Test
    void aServerOfItsOwnHasItsOwnSettingsAndRows() {
        try (TestServer server = TestServer.start(Map.of("assay.access.ignore-permissions", "view_test"))) {
            assertThat(server.anonymous().get("/v1/test-executions/1").status()).isEqualTo(404);
            assertThat(server.database().strings("SELECT count(*) FROM test_execution"))
                    .containsExactly("0");
        }
    }
}
