package dev.assay.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.testing.FreePort;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The image of releases, run as in a cluster: no root, no capabilities, only /tmp writable, 512 MB. */
@Tag("image")
class ProductionImageTest {
    private static final String VERSION = "7.8.9-image";
    private static final String IMAGE = "assay:" + VERSION;
    private static final String SERVER =
            "assay-image-test-" + ProcessHandle.current().pid();
    private static final int MOST_MEGABYTES = 350;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Engine engine;
    private static TestDatabase database;
    private static TestClient api;
    private static TestClient management;
    private static double readySeconds;
    private static double cpuSeconds;

    @BeforeAll
    static void buildMigrateAndServe() throws Exception {
        engine = Engine.here();
        engine.build("production", Map.of("ASSAY_VERSION", VERSION));
        database = TestDatabase.fresh();
        String migrated = assay("migrate");
        assertThat(migrated).contains("Migrated from an empty database to");

        int port = FreePort.next();
        int metrics = FreePort.next();
        api = new TestClient(URI.create("http://127.0.0.1:" + port));
        management = new TestClient(URI.create("http://127.0.0.1:" + metrics));
        long begun = System.nanoTime();
        engine.must(Engine.restricted(
                List.of("run", "--detach", "--name", SERVER),
                "--env=DB_URL=" + database.dbUrl(),
                "--env=PORT=" + port,
                "--env=METRICS_PORT=" + metrics,
                IMAGE,
                "serve"));
        Engine.await("ready: the target is 3 s, this bound is for busy machines", 60, ProductionImageTest::ready);
        readySeconds = (System.nanoTime() - begun) / 1e9;
        cpuSeconds = cpuSeconds();
    }

    @AfterAll
    static void stop() throws Exception {
        if (readySeconds == 0) {
            if (engine != null) {
                engine.call("rm", "--force", SERVER);
            }
            return;
        }
        long begun = System.nanoTime();
        engine.must("stop", "--time=25", SERVER);
        double seconds = (System.nanoTime() - begun) / 1e9;
        String exit = engine.must("inspect", "--format={{.State.ExitCode}}", SERVER);
        engine.must("rm", SERVER);
        System.out.printf("stopped %.1f s after SIGTERM%n", seconds);
        assertThat(exit).as("128 + SIGTERM: nothing had to be killed").isEqualTo("143");
        assertThat(seconds).as("well within the grace of a pod").isLessThan(20);
    }

    @Test
    void itIsReadySoonInLittleMemory() throws Exception {
        for (int i = 0; i < 50; i++) {
            assertThat(api.get("/v1/version").status()).isEqualTo(200);
        }
        double resident = kilobytes("VmRSS:") / 1024;
        System.out.printf(
                "ready %.2f s after %s run (target 3 s), %.1f s of a processor, %.0f MB resident (target %d MB), image of %d MB%n",
                readySeconds,
                engine.program(),
                cpuSeconds,
                resident,
                MOST_MEGABYTES,
                Long.parseLong(engine.must("image", "inspect", "--format={{.Size}}", IMAGE)) / 1_000_000);
        assertThat(resident).as("megabytes when ready").isLessThanOrEqualTo(MOST_MEGABYTES);
    }

    @Test
    void itAnswersTheVersionItWasBuiltFor() {
        assertThat(api.get("/v1/version").body()).contains("\"" + VERSION + "\"");
    }

    @Test
    void theServerIsTheFirstProcessAndMayDoNothing() throws Exception {
        assertThat(engine.must("exec", SERVER, "cat", "/proc/1/cmdline")).startsWith("java\0");
        assertThat(status("Uid:")).isEqualTo("65532 65532 65532 65532");
        assertThat(status("Gid:")).isEqualTo("65532 65532 65532 65532");
        assertThat(status("CapEff:")).matches("0+");
        assertThat(status("NoNewPrivs:")).isEqualTo("1");
        assertThat(engine.call("exec", SERVER, "touch", "/opt/assay/file").exit())
                .isNotZero();
    }

    @Test
    void theAotCacheIsMapped() throws Exception {
        assertThat(engine.must("exec", SERVER, "cat", "/proc/1/maps").lines())
                .anyMatch(line -> line.endsWith("/opt/assay/assay.aot"));
    }

    @Test
    void bothSetsOfOptionsFitTheAotCache() throws Exception {
        for (List<String> command : List.of(List.of("serve", "--help"), List.of("migrate", "--help"))) {
            String[] all = Engine.restricted(
                    List.of("run", "--rm"),
                    "--env=JAVA_OPTS=-XX:AOTMode=on -Xlog:aot -Xlog:class+load:file=/dev/stdout",
                    IMAGE,
                    command.getFirst(),
                    command.getLast());

            String log = engine.must(all);

            assertThat(log).contains("Opened AOT cache /opt/assay/assay.aot").contains("Usage: assay");
            assertThat(log.lines().filter(line -> line.contains(" dev.assay.cli.Assay ")))
                    .as("where our own classes come from")
                    .allMatch(line -> line.contains("shared objects file"))
                    .isNotEmpty();
        }
    }

    @Test
    void shortCommandsHaveLittleMemory() throws Exception {
        assertThat(heap("migrate", "--help")).isEqualTo(64 << 20);
        assertThat(heap("serve", "--help")).isEqualTo(256 << 20);
    }

    @Test
    void optionsOfTheUserWin() throws Exception {
        assertThat(heap("migrate", "--help", "-Xmx128m")).isEqualTo(128 << 20);
    }

    @Test
    void itHelps() throws Exception {
        assertThat(engine.must("run", "--rm", IMAGE, "--help"))
                .startsWith("Usage: assay")
                .contains("migrate");
        assertThat(engine.call("run", "--rm", IMAGE, "serve").output())
                .contains("DB_URL is not set")
                .doesNotContain("Exception");
    }

    @Test
    void itSaysWhatItIsMadeOf() throws Exception {
        JsonNode sbom = JSON.readTree(engine.must("exec", SERVER, "cat", "/opt/assay/sbom.json"));
        List<String> libraries =
                List.of(engine.must("exec", SERVER, "ls", "/opt/assay/lib").split("\n"));

        assertThat(sbom.at("/bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(sbom.at("/metadata/component/version").asText()).isEqualTo(VERSION);
        assertThat(libraries).hasSizeGreaterThan(50);
        assertThat(sbom.at("/components"))
                .extracting(component -> component.at("/name").asText() + "-"
                        + component.at("/version").asText() + ".jar")
                .contains("micronaut-http-server-netty-" + version(libraries) + ".jar")
                .containsAll(libraries);
    }

    @Test
    void itCarriesWhatItMustAndNothingElse() throws Exception {
        // Its exit code also reports folders that we may not read
        List<String> files = engine.call("exec", SERVER, "find", "/", "-xdev", "-type", "f")
                .output()
                .lines()
                .filter(line -> line.startsWith("/"))
                .toList();

        assertThat(files)
                .contains("/opt/assay/LICENSE", "/opt/assay/NOTICE", "/etc/ssl/certs/ca-certificates.crt")
                .anyMatch(file -> file.endsWith("/lib/tzdb.dat"))
                .anyMatch(file -> file.endsWith("/security/cacerts"))
                .anyMatch(file -> file.startsWith("/usr/share/zoneinfo/"));
        assertThat(files.stream()
                        .filter(file -> file.startsWith("/opt/assay/"))
                        .filter(file -> !file.startsWith("/opt/assay/lib/")))
                .containsExactlyInAnyOrder(
                        "/opt/assay/LICENSE",
                        "/opt/assay/NOTICE",
                        "/opt/assay/assay",
                        "/opt/assay/assay.aot",
                        "/opt/assay/assay.jar",
                        "/opt/assay/collect.aot",
                        "/opt/assay/collect.options",
                        "/opt/assay/jvm.options",
                        "/opt/assay/sbom.json",
                        "/opt/assay/short.options");
        assertThat(files)
                .noneMatch(file -> file.matches(
                        ".*(\\.java|/postgres|/initdb|/pom\\.xml|/settings\\.xml|/\\.git/.*|/\\.m2/.*|/maven/.*)"))
                .noneMatch(file -> file.matches("/opt/assay/lib/.*(junit|assertj|zonky|testcontainers|archunit).*"));
    }

    @Test
    void itIsLabelledAndStopsAsItShould() throws Exception {
        JsonNode config = JSON.readTree(engine.must("image", "inspect", IMAGE)).at("/0/Config");

        assertThat(config.at("/User").asText()).isEqualTo("65532:65532");
        assertThat(config.at("/StopSignal").asText()).isIn("SIGTERM", "15");
        assertThat(config.at("/Entrypoint/0").asText()).isEqualTo("/opt/assay/assay");
        JsonNode labels = config.at("/Labels");
        assertThat(labels.get("org.opencontainers.image.version").asText()).isEqualTo(VERSION);
        assertThat(labels.get("org.opencontainers.image.licenses").asText()).isEqualTo("Apache-2.0");
        assertThat(labels.get("org.opencontainers.image.revision").asText()).matches("[0-9a-f]{40}|unknown");
        assertThat(labels.has("org.opencontainers.image.source")).isTrue();
        assertThat(config.at("/Env").toString()).doesNotContainIgnoringCase("password", "secret", "token");
    }

    /** Runs a command in a container of its own. */
    private static String assay(String... command) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--env=DB_URL=" + database.dbUrl(), IMAGE));
        arguments.addAll(List.of(command));
        return engine.must(Engine.restricted(List.of("run", "--rm"), arguments.toArray(String[]::new)));
    }

    /** The largest heap of a command in bytes, with more options if any. */
    private static long heap(String command, String argument, String... options) throws Exception {
        String flags = engine.must(
                "run",
                "--rm",
                "--env=JAVA_OPTS=" + String.join(" ", options) + " -XX:+PrintFlagsFinal",
                IMAGE,
                command,
                argument);
        return flags.lines()
                .filter(line -> line.contains(" MaxHeapSize "))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*= *(\\d+) .*", "$1")))
                .findFirst()
                .orElseThrow();
    }

    private static String version(List<String> libraries) {
        return libraries.stream()
                .filter(jar -> jar.startsWith("micronaut-http-server-netty-"))
                .map(jar -> jar.replaceAll(".*-([0-9.]+)\\.jar", "$1"))
                .findFirst()
                .orElseThrow();
    }

    private static boolean ready() {
        try {
            return management.get("/health/readiness").status() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** Processor time of the server so far; unlike elapsed time, it does not depend on other load. */
    private static double cpuSeconds() throws Exception {
        String stat = engine.must("exec", SERVER, "cat", "/proc/1/stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Double.parseDouble(fields[11]) + Double.parseDouble(fields[12])) / 100;
    }

    private static double kilobytes(String field) throws Exception {
        return Double.parseDouble(status(field).replaceAll("\\D", ""));
    }

    /** A line of the server's /proc/…/status. */
    private static String status(String field) throws Exception {
        return engine.must("exec", SERVER, "cat", "/proc/1/status")
                .lines()
                .filter(line -> line.startsWith(field))
                .map(line -> line.substring(field.length()).strip().replaceAll("\\s+", " "))
                .findFirst()
                .orElseThrow();
    }
}
