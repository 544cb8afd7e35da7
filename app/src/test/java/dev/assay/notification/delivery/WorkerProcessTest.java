package dev.assay.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.People;
import dev.assay.testing.ServerProcess;
import dev.assay.testing.SessionCookies;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers without background work and a worker process, on one database. */
class WorkerProcessTest {
    private static final Map<String, Object> SERVES_ONLY =
            Map.of("assay.background.enabled", false, "assay.delivery.enabled", true, "assay.delivery.poll", "10ms");
    private static final Map<String, String> WORKER = Map.of(
            "SESSIONS_SECRET",
            SessionCookies.SECRET,
            "ASSAY_DEVELOPMENT",
            "true",
            "WEBHOOK_ALLOWED_HOSTS",
            "localhost",
            "BACKGROUND_WORK",
            "false",
            "ASSAY_DELIVERY_POLL",
            "50ms");

    @Test
    void theWorkerSendsWhatServersQueue(@TempDir Path directory) throws Exception {
        TestDatabase database = TestDatabase.migrated();
        try (Receiver receiver = new Receiver(_ -> Receiver.Answer.of(200));
                Desk desk = Desk.open(database, SERVES_ONLY)) {
            People.User ada = desk.people().user();
            desk.channel(ada, "ci", "webhook", receiver.url("/"));
            desk.assign(desk.artefact("first", "1"), ada);
            desk.assign(desk.artefact("second", "1"), ada);
            // Each of these commits would have woken a server that sends
            assertThat(desk.states(ada)).containsExactly("pending 0", "pending 0");

            // The worker has the servers' settings, and ignores their BACKGROUND_WORK
            try (ServerProcess worker = ServerProcess.worker(database, directory.resolve("log"), WORKER)) {
                assertThat(receiver.next().body() + receiver.next().body()).contains("first", "second");
                // When it is stopped, it stores the results of what it sent
                worker.process().destroy();
                assertThat(worker.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(desk.states(ada)).containsExactly("delivered 1", "delivered 1");
        }
    }

    @Test
    void theWorkerAnswersProbesAndNothingElse(@TempDir Path directory) throws Exception {
        try (ServerProcess worker = ServerProcess.worker(TestDatabase.migrated(), directory.resolve("log"), Map.of())) {
            TestClient client = worker.client();
            assertThat(client.get("/health/liveness").status()).isEqualTo(200);
            assertThat(client.get("/v1/version").status()).isEqualTo(404);
            assertThat(client.get("/v1/artefacts").status()).isEqualTo(404);
            assertThat(client.post("/v1/test-executions/start-test", "{}").status())
                    .isEqualTo(404);
        }
    }
}
