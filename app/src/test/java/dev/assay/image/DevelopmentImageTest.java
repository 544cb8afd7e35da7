package dev.assay.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.FreePort;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The image of {@code skaffold dev} follows sources that are written into the running container, without a network. */
@Tag("image")
class DevelopmentImageTest {
    private static final String IMAGE = "assay:development";
    private static final String SERVER =
            "assay-development-test-" + ProcessHandle.current().pid();
    private static final int PATIENCE = 240;

    private static Engine engine;
    private static TestDatabase database;
    private static TestClient api;

    @BeforeAll
    static void buildAndServe() throws Exception {
        engine = Engine.here();
        engine.build("development", Map.of("ASSAY_VERSION", "7.8.9-dev"));
        database = TestDatabase.fresh();
        int port = FreePort.next();
        api = new TestClient(URI.create("http://127.0.0.1:" + port));
        engine.must(
                "run",
                "--detach",
                "--name=" + SERVER,
                "--network=host",
                "--cap-drop=all",
                "--security-opt=no-new-privileges",
                "--env=DB_URL=" + database.dbUrl(),
                "--env=PORT=" + port,
                "--env=METRICS_PORT=" + FreePort.next(),
                IMAGE);
        System.out.printf(
                "development server answers after %.1f s%n",
                Engine.await(
                        "serves, or see podman logs " + SERVER,
                        PATIENCE,
                        () -> !get("/v1/version").isEmpty()));
    }

    @AfterAll
    static void stop() throws Exception {
        if (engine != null) {
            engine.call("stop", "--time=20", SERVER);
            engine.call("rm", "--force", SERVER);
        }
    }

    @Test
    void itServesItsSources() throws Exception {
        assertThat(get("/v1/version")).contains("7.8.9-dev");
        assertThat(engine.must("exec", SERVER, "id", "-u")).isEqualTo("65532");
        assertThat(engine.must("exec", SERVER, "cat", "/proc/1/comm")).isEqualTo("java");
    }

    @Test
    void whatIsSyncedIsServed() throws Exception {
        write("app/src/main/java/dev/assay/probe/ProbeController.java", """
                package dev.assay.probe;

                import dev.assay.access.Open;
                import io.micronaut.http.annotation.Controller;
                import io.micronaut.http.annotation.Get;

                @Controller("/probe")
                class ProbeController {
                    @Get
                    @Open(Open.To.ANYONE)
                    String get() {
                        return "synced";
                    }
                }
                """);
        double source =
                Engine.await("a new controller", PATIENCE, () -> get("/probe").contains("synced"));

        write("migrations/schema/V9001__probe.sql", "CREATE TABLE synced_migration (id int)");
        double migration = Engine.await(
                "a new migration",
                PATIENCE,
                () -> database.strings("SELECT 1 FROM pg_tables WHERE tablename = 'synced_migration'")
                                .size()
                        == 1);

        System.out.printf("a synced source answers after %.1f s, a synced migration %.1f s%n", source, migration);
    }

    @Test
    void commandsRunFromTheSources() throws Exception {
        assertThat(engine.must("exec", SERVER, "assay", "user", "list")).contains("ID\tEMAIL");
        assertThat(engine.must("run", "--rm", "--network=none", IMAGE, "migrate", "--help"))
                .contains("Usage: assay migrate");
    }

    @Test
    void testsRunWithoutANetwork() throws Exception {
        String output = engine.must(
                "run",
                "--rm",
                "--network=none",
                "--cap-drop=all",
                "--security-opt=no-new-privileges",
                "--entrypoint=scripts/test",
                IMAGE,
                "TestServerTest");

        assertThat(output).contains("BUILD SUCCESS").containsPattern("Tests run: [1-9]");
    }

    /** Writes as a sync does: by a process in the container. */
    private static void write(String file, String text) throws Exception {
        engine.must(
                "exec",
                SERVER,
                "sh",
                "-c",
                "mkdir -p \"$(dirname \"$1\")\" && printf %s \"$2\" >\"$1\"",
                "sh",
                "/app/" + file,
                text);
    }

    /** The body; empty while no server listens. */
    private static String get(String path) {
        try {
            return api.get(path).body();
        } catch (UncheckedIOException notYet) {
            return "";
        }
    }
}
