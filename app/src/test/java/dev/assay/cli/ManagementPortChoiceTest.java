package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.testing.TestClient;
import dev.assay.testing.TestServer;
import io.micronaut.http.server.exceptions.ServerStartupException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementPortChoiceTest {
    private static final int TRIES = 5;

    /** SVC-35 */
    @Test
    void aTakenPortDoesNotKeepTheApiFromServing() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            for (int tries = 1; ; tries++) {
                int port = ManagementPort.choose(String.valueOf(taken.getLocalPort()));

                assertThat(port).isNotEqualTo(taken.getLocalPort());
                try (TestServer server = TestServer.start(Map.of("endpoints.all.port", port))) {
                    assertThat(server.anonymous().get("/v1/version").status()).isEqualTo(200);
                    assertThat(server.anonymous().get("/health/liveness").status())
                            .isEqualTo(404);
                    TestClient probe = new TestClient(URI.create("http://localhost:" + port));
                    assertThat(probe.get("/health/liveness").status()).isEqualTo(200);
                    return;
                } catch (ServerStartupException e) {
                    // Another process has taken the port since it was chosen
                    if (tries == TRIES) {
                        throw e;
                    }
                }
            }
        }
    }

    @Test
    void aFreePortIsUsed() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        assertThat(ManagementPort.choose(" " + free)).isEqualTo(free);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "65536", "99999999999"})
    void anInvalidPortIsRefused(String wished) {
        assertThatThrownBy(() -> ManagementPort.choose(wished))
                .isInstanceOf(CommandRefusal.class)
                .hasMessageContaining("METRICS_PORT");
    }
}
