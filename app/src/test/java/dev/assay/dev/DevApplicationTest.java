package dev.assay.dev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.FreePort;
import dev.assay.testing.MockCluster;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application that scripts/serve starts for each change, in a class loader of its own; here from this test's own class path. */
class DevApplicationTest {
    /** The property that fabric8's client reads before it looks for a file or a service account. */
    private static final String MASTER = "kubernetes.master";

    private static final ClassLoader OURS = Thread.currentThread().getContextClassLoader();

    private final TestDatabase database = TestDatabase.migrated();
    private final int port = FreePort.next();
    private final int managementPort = FreePort.next();

    @TempDir
    private Path home;

    @AfterEach
    void leaveNothing() {
        System.clearProperty(MASTER);
    }

    @Test
    void theOperatorIsStartedAndStartedAgain() throws Exception {
        try (MockCluster cluster = MockCluster.start("dev")) {
            System.setProperty(
                    MASTER, cluster.cluster().client().getConfiguration().getMasterUrl());
            for (int starts = 0; starts < 2; starts++) {
                try (DevApplication _ = start("OPERATOR")) {
                    TestClient probe = new TestClient(URI.create("http://localhost:" + managementPort));
                    assertThat(probe.get("/health/readiness").status()).isEqualTo(200);
                    assertThat(probe.get("/prometheus").body()).contains("operator_sdk");
                    assertThat(probe.get("/v1/version").status()).isEqualTo(404);
                }
            }
        }
    }

    @Test
    void everyPodPrintsTheKeyThatOpensTheApi() throws Exception {
        try (DevApplication server = start("SERVE")) {
            CiKey first = new CiKey(Files.createDirectory(home.resolve("1")), "postgresql://db/assay", "of the chart");
            CiKey second = new CiKey(Files.createDirectory(home.resolve("2")), "postgresql://db/assay", "of the chart");
            String key = first.readOrMake(server).orElseThrow();
            assertThat(second.readOrMake(server)).contains(key);
            assertThat(opens(key)).isTrue();
            assertThat(home.resolve("1")).as("a file goes with its Pod").isEmptyDirectory();

            // A key that another caller made is left alone
            assertThat(new CiKey(home, "postgresql://db/assay", "of another").readOrMake(server))
                    .isEmpty();
            assertThat(new CiKey(home, "", "").readOrMake(server)).isEmpty();
            assertThat(opens(key)).isTrue();

            // Without a secret, the key is random and kept, and is registered again in a new database
            database.execute("DELETE FROM application");
            String kept = new CiKey(home, "", "").readOrMake(server).orElseThrow();
            assertThat(kept).isNotEqualTo(key).isEqualTo(Files.readString(home.resolve("ci.key")));
            database.execute("DELETE FROM application");
            assertThat(new CiKey(home, "", "").readOrMake(server)).contains(kept);
            assertThat(opens(kept)).isTrue();
        }
    }

    private boolean opens(String key) {
        TestClient api = new TestClient(URI.create("http://localhost:" + port));
        return api.withKey(key).get("/v1/applications").status() == 200;
    }

    private DevApplication start(String role) throws Exception {
        Path target = Checkout.root().resolve("app/target");
        Stream<Path> classPath = Stream.concat(
                Stream.of(Path.of(DevApplicationTest.class
                                .getClassLoader()
                                .getResource("application.properties")
                                .toURI())
                        .getParent()),
                Stream.of(Files.readString(target.resolve("run.classpath"))
                                .strip()
                                .split(File.pathSeparator))
                        .map(Path::of));
        Map<String, Object> settings = new HashMap<>(Map.of(
                "micronaut.server.host", "127.0.0.1", "micronaut.server.port", port, "assay.delivery.enabled", false));
        settings.put("assay.operator.leader-election", false);
        settings.put("assay.operator.watch-namespaces", "dev");
        try {
            return DevApplication.start(classPath.toList(), role, managementPort, database.dbUrl(), settings);
        } finally {
            Thread.currentThread().setContextClassLoader(OURS);
        }
    }
}
