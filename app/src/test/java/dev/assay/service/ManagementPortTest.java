package dev.assay.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deviation "health": probes without the rule of SVC-12 on the management port. */
class ManagementPortTest {
    private final TestServer server = TestServer.shared();
    private final TestClient probe = new TestClient(server.managementUri());

    @ParameterizedTest
    @ValueSource(strings = {"/health/liveness", "/health/readiness"})
    void probesSayTheirStatusAndNoMore(String path) {
        TestResponse answer = probe.get(path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("status")).isEqualTo("UP");
        assertThat(answer.at("details").isNull()).isTrue();
    }

    @Test
    void probesAnswerCallersFromOutside() throws Exception {
        List<InetAddress> outside = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .toList();

        assertThat(outside)
                .allSatisfy(address -> assertThat(new TestClient(URI.create("http://" + address.getHostAddress() + ":"
                                        + server.managementUri().getPort()))
                                .get("/health/liveness")
                                .status())
                        .isEqualTo(200));
    }

    @Test
    void probesNeedNoAuthentication() {
        try (TestServer strict = TestServer.start(Map.of("assay.access.require-authentication", true))) {
            assertThat(new TestClient(strict.managementUri())
                            .get("/health/readiness")
                            .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1/version", "/v2/limits", "/docs"})
    void theApiIsNotOnTheManagementPort(String path) {
        assertThat(probe.get(path).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/liveness", "/health/readiness", "/info", "/beans", "/env"})
    void managementIsNotOnTheApiPort(String path) {
        assertThat(server.anonymous().get(path).status()).isEqualTo(404);
    }
}
