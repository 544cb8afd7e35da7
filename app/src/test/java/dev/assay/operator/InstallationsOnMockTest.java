package dev.assay.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.MockCluster;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link InstallationScenarios} on fabric8's mock of an API server, and the exit code of a process, which needs one of its own. */
class InstallationsOnMockTest extends InstallationScenarios {
    private static final MockCluster MOCK = MockCluster.start("assay-mock");

    @TempDir
    Path directory;

    InstallationsOnMockTest() {
        super(MOCK.cluster(), new MockApply());
    }

    @AfterAll
    static void end() {
        MOCK.close();
    }

    @Test
    void theProcessEndsWithTwoLinesAndExitCodeTwo() throws IOException, InterruptedException {
        ZonedDateTime before = ZonedDateTime.of(2026, 11, 1, 0, 0, 0, 0, ZoneOffset.UTC);
        MOCK.cluster()
                .client()
                .resource(new LeaseBuilder()
                        .withMetadata(new ObjectMetaBuilder()
                                .withNamespace("other")
                                .withName("prod-installation")
                                .addToLabels("assay.dev/installation", "prod")
                                .build())
                        .withNewSpec()
                        .withAcquireTime(before)
                        .withRenewTime(before)
                        .endSpec()
                        .build())
                .create();
        ProcessBuilder command = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx384m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.assay.cli.Assay",
                        "operator")
                .redirectError(directory.resolve("errors.txt").toFile())
                .redirectOutput(directory.resolve("said.txt").toFile());
        command.environment()
                .putAll(Map.of(
                        "DB_URL", production.dbUrl(),
                        "SESSIONS_SECRET", "0123456789abcdef0123456789abcdef",
                        "METRICS_PORT", "0",
                        "LEADER_ELECTION", "false",
                        "POD_NAMESPACE", "assay-mock",
                        "KUBERNETES_MASTER",
                                MOCK.cluster().client().getMasterUrl().toString(),
                        "KUBERNETES_AUTH_TRYKUBECONFIG", "false"));
        Process operator = command.start();
        try {
            assertThat(operator.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            operator.destroyForcibly();
        }
        assertThat(operator.exitValue())
                .as(Files.readString(directory.resolve("said.txt")))
                .isEqualTo(2);
        assertThat(Files.readString(directory.resolve("errors.txt")).lines())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith(
                                        "OPERATOR_CLASS is empty, but the installation other/prod has claimed this for all namespaces already (it was last seen at 2026-11-01T00:00Z)"),
                        second -> assertThat(second)
                                .endsWith("kubectl --namespace other delete lease prod-installation"));
    }
}
