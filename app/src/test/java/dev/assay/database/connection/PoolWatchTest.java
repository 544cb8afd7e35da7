package dev.assay.database.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.database.Work;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** When all connections are lost, only a restart helps, so the probe fails. Has its own server with short time limits. */
class PoolWatchTest {
    @Test
    void aProcessThatLostItsConnectionsIsReadyButNotAlive() throws SQLException {
        try (TestServer server = TestServer.start(Map.of(
                "assay.database.watch.look",
                "200ms",
                "assay.database.watch.patience",
                "1s",
                "datasources.default.maximum-pool-size",
                5,
                "datasources.default.connection-timeout",
                500))) {
            TestClient probe = new TestClient(server.managementUri());
            Pools pools = server.bean(Pools.class);
            List<Connection> lost = new ArrayList<>();
            assertThat(status(probe, "liveness")).isEqualTo(200);
            for (int i = 0; i < server.bean(WorkLimits.class).connections(Work.REQUEST); i++) {
                lost.add(Work.REQUEST.during(() -> taken(pools)));
            }

            until(() -> status(probe, "liveness") == 503);
            assertThat(status(probe, "readiness")).isEqualTo(200);
            assertThat(server.anonymous().get("/health/live").status())
                    .as("SVC-10")
                    .isEqualTo(200);
            assertThat(server.anonymous().get("/health/ready").status())
                    .as("SVC-11")
                    .isEqualTo(200);

            for (Connection connection : lost) {
                connection.close();
            }
            until(() -> status(probe, "liveness") == 200);
        }
    }

    private static int status(TestClient probe, String path) {
        return probe.get("/health/" + path).status();
    }

    private static Connection taken(Pools pools) {
        try {
            return pools.take();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for 30 s").isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }
}
