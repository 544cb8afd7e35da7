package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.ServerProcess;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {

    @Test
    void timesAreUtcWhereverTheServerStands(@TempDir Path directory) throws Exception { // CONV-22 to 24
        TestDatabase database = TestDatabase.fresh();
        try (ServerProcess berlin = ServerProcess.start(database, directory.resolve("log"), Map.of())) {
            TestClient client = berlin.client();
            String path = "/v1/test-executions/" + StartBody.of("snap").start(client);
            // Clocks in Berlin go from 02:00 to 03:00 on that day
            client.put(path + "/status_update", """
                    {"events": [{"event_name": "a", "timestamp": "2026-03-29T02:30:00.123456", "detail": ""},
                                {"event_name": "b", "timestamp": "2026-03-29T05:00:00+02:00", "detail": ""}]}""");
            database.execute("UPDATE test_execution SET created_at = '2026-03-29 02:30:00'");

            assertThat(client.get(path + "/status_update").body())
                    .contains("\"2026-03-29T02:30:00.123456\"", "\"2026-03-29T03:00:00\"");
            assertThat(client.get(path).text("created_at")).isEqualTo("2026-03-29T02:30:00");
        }
    }
}
