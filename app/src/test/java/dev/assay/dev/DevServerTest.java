package dev.assay.dev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.database.DatabaseUrl;
import dev.assay.testing.FreePort;
import dev.assay.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code scripts/serve} as a developer uses it: a fresh clone, an editor, HTTP. Needs a process of its own, because it tests the
 * process.
 */
class DevServerTest {
    /** Generous, because the machine may be busy. The time that a reload takes is printed. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final String PROBE = "app/src/main/java/dev/assay/probe/ProbeController.java";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    private static Checkout checkout;
    private static int port;
    private static int metricsPort;
    private static Process server;

    @BeforeAll
    static void serve() throws Exception {
        checkout = Checkout.copyTo(folder);
        port = FreePort.next();
        metricsPort = FreePort.next();
        server = start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.destroy();
        assertThat(server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("stops when asked")
                .isTrue();
        assertThat(folder.resolve(".assay/postgres/postmaster.pid"))
                .as("takes PostgreSQL along")
                .doesNotExist();
    }

    @Test
    void whatIsSavedIsServed() throws Exception {
        checkout.write(PROBE, probe("first", "int count"));
        await("a new controller", () -> get("/probe").contains("\"first\":7"));

        checkout.write(PROBE, probe("second", "int count, String more"));
        await("a changed record", () -> get("/probe").contains("\"second\":7"));
    }

    /** The last time, another script has the same number, which Flyway refuses until it is tried again. */
    @Test
    void aSavedMigrationIsAppliedAndCanBeEditedAndTriedAgain() throws Exception {
        String migration = "migrations/schema/V9001__probe.sql";
        checkout.write(migration, "CREATE TABLE saved_migration (id nonsense)");
        await(
                "the error of a broken migration",
                () -> log().contains("type \"nonsense\" does not exist")
                        && log().contains("did not start, see above: the old server keeps serving"));
        assertThat(log()).doesNotContain("\tat org.flywaydb");
        assertThat(get("/")).contains("test observer");

        checkout.write(migration, "CREATE TABLE saved_migration (id int)");
        await("a new migration", () -> exists("saved_migration"));
        await("the server after it", () -> get("/").contains("test observer"));

        checkout.write(migration, "CREATE TABLE saved_migration (id bigint)");
        await(
                "the refusal",
                () -> log().contains("scripts/db retry")
                        && log().split("see above: the old server keeps serving").length == 3);
        assertThat(get("/")).contains("test observer");
        assertThat(probe("/health/readiness")).isEqualTo(200);
        assertThat(log()).contains("scripts/assay db drop --yes && scripts/assay db create");
        reloads(() -> assertThat(run("db", "retry")).contains("as it was before migration 9001"));
        assertThat(
                        database()
                                .strings(
                                        "SELECT data_type FROM information_schema.columns WHERE table_name = 'saved_migration'"))
                .containsExactly("bigint");
    }

    @Test
    void aMissingDatabaseIsTwoLines() throws Exception {
        ProcessBuilder builder = script("serve", "missing.log", "worker");
        builder.environment().put("DB_URL", Files.readString(folder.resolve(".assay/database.url")) + "_missing");
        Process worker = builder.start();

        assertThat(worker.waitFor()).isEqualTo(2);
        assertThat(Files.readString(folder.resolve("missing.log")))
                .containsPattern("assay_missing cannot be used: .*\\nCreate it with: assay db create\\n$")
                .doesNotContain("\tat ");
    }

    /** Otherwise the commands would compile for themselves, and there is nothing of Maven here to compile with. */
    @Test
    void commandsTakeTheClassesAndTheDatabaseOfTheServer() throws Exception {
        assertThat(run("assay", "user", "list"))
                .contains("with the classes of the server that runs here", "ID\tEMAIL")
                .doesNotContain("mvn");
    }

    @Test
    void aSourceThatDoesNotCompileLeavesTheOldServerServing() throws Exception {
        checkout.write("app/src/main/java/dev/assay/probe/Broken.java", "package dev.assay.probe; class Broken {");
        await("the compiler's word", () -> log().contains("Broken.java:1: error"));

        assertThat(log()).contains("the old server keeps serving");
        assertThat(get("/")).contains("test observer");
        reloads(() -> checkout.delete("app/src/main/java/dev/assay/probe/Broken.java"));
    }

    @Test
    void killedItKeepsItsDataAndCleansUp() throws Exception {
        database().execute("CREATE TABLE kept AS SELECT 42 AS answer");
        server.destroyForcibly().waitFor();
        server = start();
        assertThat(database().strings("SELECT answer FROM kept")).containsExactly("42");
        assertThat(log()).contains("left behind");

        ProcessHandle.of(postgres()).orElseThrow().destroyForcibly();
        await("the end of PostgreSQL", () -> ProcessHandle.of(postgres()).isEmpty());
        server.destroy();
        server.waitFor();
        server = start();
        assertThat(database().strings("SELECT answer FROM kept")).containsExactly("42");
    }

    @Test
    void aSecondServerInTheCheckoutIsRefused() throws Exception {
        Process second = script("serve", "second.log").start();

        assertThat(second.waitFor()).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("second.log"))).contains("already runs", "pid " + server.pid());
    }

    @Test
    void itPrintsTheKeyOfCi() throws Exception {
        String key = Files.readString(folder.resolve(".assay/ci.key"));

        assertThat(log()).contains("Authorization: Bearer " + key);
        assertThat(database()
                        .strings("SELECT name FROM application WHERE api_key = 'sha256:' || encode(sha256('" + key
                                + "'), 'hex')"))
                .containsExactly("ci");
    }

    /** In the folder of a fresh clone, because the file that it sends is tracked. */
    @Test
    void thePrintedCommandUploads() throws Exception {
        String shown = log();
        String command =
                shown.substring(shown.indexOf("curl --fail-with-body -T"), shown.indexOf("curl --fail-with-body -H"));
        String failed = shown.substring(shown.indexOf("curl --fail-with-body -H"), shown.indexOf("scripts/seed makes"));
        assertThat(shell(command)).contains("\"counts\":{\"total\":4,\"passed\":2,\"failed\":1,\"skipped\":1}");
        assertThat(Files.readString(folder.resolve("README.md")))
                .contains(" -T docs/report.xml \\\n", "scripts/serve ", "scripts/test ");
        assertThat(shell(failed)).contains("\"count\":1,", "\"status\":\"FAILED\"");
    }

    /** The output of a script that succeeds. */
    private static String run(String name, String... arguments) throws IOException {
        try {
            int code = script(name, "command.log", arguments).start().waitFor();
            String output = Files.readString(folder.resolve("command.log"));
            assertThat(code).as(output).isZero();
            return output;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Process start() throws Exception {
        Process started = script("serve", "serve.log").start();
        await("the server", () -> log().contains("scripts/seed makes") && get("/").contains("test observer"));
        return started;
    }

    private static String shell(String command) throws IOException {
        Process curl = new ProcessBuilder("bash", "-c", command)
                .directory(folder.toFile())
                .start();
        return new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static ProcessBuilder script(String name, String log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("scripts/" + name));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(log).toFile());
        builder.environment().remove("DB_URL");
        // An image does not train its compiler
        builder.environment().put("ASSAY_VERSION", "1.2.3");
        builder.environment().put("PORT", Integer.toString(port));
        builder.environment().put("METRICS_PORT", Integer.toString(metricsPort));
        return builder;
    }

    private interface Change {
        void make() throws IOException;
    }

    /** Waits for the change, so that the next test finds a server. */
    private static void reloads(Change change) throws Exception {
        int before = log().split("reloaded in").length;
        change.make();
        await("the reload", () -> log().split("reloaded in").length > before);
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long begun = System.nanoTime();
        while (!condition.call()) {
            long waited = System.nanoTime() - begun;
            assertThat(Duration.ofNanos(waited))
                    .as(() -> what + " in\n" + log())
                    .isLessThan(PATIENCE);
            TimeUnit.MILLISECONDS.sleep(50);
        }
        System.out.printf("%s after %.1f s%n", what, (System.nanoTime() - begun) / 1e9);
    }

    /** The body; empty while no server listens. */
    private static String get(String path) throws InterruptedException {
        try {
            HttpResponse<String> response =
                    HTTP.send(HttpRequest.newBuilder(url(path)).build(), BodyHandlers.ofString());
            return response.body();
        } catch (IOException notYet) {
            return "";
        }
    }

    /** The status that a kubelet would see. */
    private static int probe(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + metricsPort + path);
        return HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static URI url(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static String log() {
        try {
            return Files.readString(folder.resolve("serve.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static TestDatabase database() throws IOException {
        return new TestDatabase(DatabaseUrl.parse(Files.readString(folder.resolve(".assay/database.url"))));
    }

    private static boolean exists(String table) throws IOException {
        return database()
                        .strings("SELECT 1 FROM pg_tables WHERE tablename = '" + table + "'")
                        .size()
                == 1;
    }

    private static long postgres() throws IOException {
        return Long.parseLong(Files.readAllLines(folder.resolve(".assay/postgres/postmaster.pid"))
                .getFirst()
                .strip());
    }

    private static String probe(String field, String components) {
        String others = components.contains("more") ? ", \"more\"" : "";
        return """
                package dev.assay.probe;

                import dev.assay.access.Open;
                import io.micronaut.http.annotation.Controller;
                import io.micronaut.http.annotation.Get;
                import io.micronaut.serde.annotation.Serdeable;

                @Controller("/probe")
                class ProbeController {
                    @Serdeable
                    record Answer(%s) {}

                    @Get
                    @Open(Open.To.ANYONE)
                    Answer get() {
                        return new Answer(7%s);
                    }
                }
                """.formatted(components.replace("count", field), others);
    }
}
