package dev.assay.execution;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestServer;
import dev.assay.testing.Together;
import org.junit.jupiter.api.Test;

class MetadataTest {

    @Test
    void everyPairOfEveryExecutionIsListed() { // EM-02, 05
        try (TestServer server = TestServer.start()) {
            TestClient client = server.as(CHANGE_TEST, VIEW_TEST);
            assertThat(client.get("/v1/execution-metadata").body()).isEqualTo("{\"execution_metadata\":{}}");
            int[] ids = {StartBody.of("snap").start(client), StartBody.of("deb").start(client)};

            mark(client, ids[0], "{\"lab\": [\"east\"]}");
            mark(client, ids[1], "{\"kernel\": [\"6.8\"]}");
            mark(client, ids[0], "{\"lab\": [\"east-2\", \"east\"]}");
            assertThat(client.get("/v1/execution-metadata").body())
                    .isEqualTo("{\"execution_metadata\":{\"lab\":[\"east\",\"east-2\"],\"kernel\":[\"6.8\"]}}");

            Together.call(8, i -> mark(client, ids[i % 2], "{\"c\": [\"1\", \"2\"], \"b\": [\"3\"]}"));
            assertThat(server.database().strings("SELECT count(*) FROM test_execution_metadata"))
                    .containsExactly("6");
            assertThat(server.anonymous().get("/v1/execution-metadata").status())
                    .isEqualTo(403);
        }
    }

    private static int mark(TestClient client, int id, String metadata) {
        int status = client.patch("/v1/test-executions/" + id, "{\"execution_metadata\": " + metadata + "}")
                .status();
        assertThat(status).isEqualTo(200);
        return status;
    }
}
