package dev.assay.collect;

import static dev.assay.collect.Site.passed;
import static dev.assay.collect.Site.report;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.ProofSize;
import dev.assay.testing.TestServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests the program as it runs in a pod. It needs its own process, with the options and the class path of the image, because it tests
 * signals and memory. Only the AOT cache is missing, for which the image's tests have to build an image.
 */
class CollectorProcessTest {
    private static final int MANY = ProofSize.of(1_500, 10_000);
    private static final int MEGABYTES = 50;
    /** The most resident memory after ordinary files, which is the memory request of the container. */
    private static final long RESIDENT_KIB = 80 * 1024;
    /** The most resident memory at all, below the memory limit of the container. */
    private static final long LIMIT_KIB = 120 * 1024;

    private final TestServer server = TestServer.shared();
    private final List<Process> processes = new ArrayList<>();

    @TempDir
    private Path directory;

    @TempDir
    private Path logs;

    private final AtomicLong peak = new AtomicLong();
    private Site site;
    private Gate gate;

    @BeforeEach
    void arrange() throws IOException {
        site = Site.at(server, directory);
        gate = new Gate(server.uri());
    }

    @AfterEach
    void close() throws IOException {
        processes.forEach(Process::destroyForcibly);
        gate.close();
    }

    @Test
    void afterAKillItContinuesAndStoresEverythingOnce() throws Exception {
        for (int i = 0; i < 300; i++) {
            site.write(i + ".xml", report(passed("a" + i)));
        }
        site.write("broken.xml", "<html/>");
        Process first = start(server.uri(), Map.of());
        // A file that is deleted before it is in the spool would be lost
        Site.await("all are kept", () -> site.uploads() + kept() >= 300);
        first.destroyForcibly().waitFor();
        int stored = site.results().size();
        assertThat(stored).isLessThan(300);
        for (int i = 0; i < 300; i++) {
            if (i % 2 == 0) {
                Files.delete(directory.resolve(i + ".xml"));
            }
        }

        long sent = sent();
        Process second = start(server.uri(), Map.of());
        // The last request of the first may arrive after its death: only the log shows that the second one works
        Site.await("the second one sends", () -> sent() > sent);

        assertThat(terminate(second)).as(log()).isZero();
        assertThat(site.results()).hasSize(300);
        assertThat(site.uploads()).isEqualTo(300);
        assertThat(site.events()).hasSize(1);
        // broken.xml cannot be read
        assertThat(site.status()).isEqualTo("FAILED");
    }

    /** A test may end before the collector of its Pod has started, and a collector may be killed at any moment. */
    @Test
    void aCollectorThatStartsAfterTheTestOrAgainSendsTheFilesThatAreThere() throws Exception {
        site.write("a.xml", report(passed("a")));
        site.write("deep/b.xml", report(passed("b")));
        site.write("test.log", "said");
        Process first = start(gate.uri(), Map.of());
        site.awaitSpooled(2);
        first.destroyForcibly().waitFor();
        site.write("late.xml", report(passed("late")));
        gate.open();

        Process second = start(gate.uri(), Map.of("ASSAY_END", "true"));

        assertThat(second.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(second.exitValue()).as(log()).isZero();
        assertThat(site.results()).containsExactly("c.a PASSED", "c.b PASSED", "c.late PASSED");
        assertThat(site.uploads()).isEqualTo(3);
        assertThat(site.events()).singleElement().asString().startsWith("log: ");
        assertThat(site.status()).isEqualTo("PASSED");
    }

    /** The memory of three files is paid in the Pod of every test. */
    @Test
    void threeFilesNeedLittleMemory() throws Exception {
        Process process = start(server.uri(), Map.of());
        Site.await("it has started the execution", () -> !site.executions().isEmpty());
        double cpu = process.info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
        for (int i = 0; i < 3; i++) {
            site.write(i + ".xml", large(i, 10));
        }
        site.awaitResults(30);
        site.awaitSpooled(0);
        peak(process);
        System.out.printf(
                "three files of 10 MB: %,d KiB resident (required %,d); the execution began after %.2f s of a processor"
                        + " (without the AOT cache)%n",
                peak.get(), RESIDENT_KIB, cpu);
        assertThat(terminate(process)).as(log()).isZero();
        assertThat(peak.get()).isBetween(1L, RESIDENT_KIB);
    }

    @Test
    void filesThatWaitAtTheSignalAreDeliveredWithinTheGrace() throws Exception {
        Process process = start(gate.uri(), Map.of());
        for (int i = 0; i < 20; i++) {
            site.write(i + ".xml", report(passed("a" + i)));
        }
        site.awaitSpooled(20);
        process.destroy();
        site.write("late.xml", report(passed("late")));
        gate.open();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(log()).isZero();
        assertThat(site.results()).hasSize(21);
    }

    @Test
    void undeliveredFilesAreNamedAndKept() throws Exception {
        site.write("lost.xml", report(passed("a")));
        Path message = logs.resolve("message");
        Process process = start(gate.uri(), Map.of("ASSAY_GRACE", "1s", "ASSAY_UNDELIVERED_FILE", message.toString()));
        site.awaitSpooled(1);
        assertThat(terminate(process)).isEqualTo(1);
        assertThat(message).hasContent("1 file was not delivered: lost.xml");
        assertThat(log()).contains("Not delivered path=\"lost.xml\"");
        assertThat(site.spooled()).hasSize(1);
    }

    @Test
    void itLoadsNoClassOfTheServer() throws Exception {
        Path classes = logs.resolve("classes");
        Process process = start(server.uri(), Map.of("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + classes));
        site.write("one.xml", report(passed("a")));
        site.awaitResults(1);
        assertThat(terminate(process)).as(log()).isZero();
        assertThat(Files.readAllLines(classes))
                .hasSizeGreaterThan(1_000)
                .noneMatch(line -> line.matches(
                        ".* (io\\.micronaut|io\\.netty|org\\.postgresql|com\\.zaxxer|org\\.flywaydb)\\..*"))
                .noneMatch(
                        line -> line.matches(
                                ".* dev\\.assay\\.(?!collect\\.|cli\\.|database\\.|outbound\\.|platform\\.|upload\\.junit\\.).*"));
    }

    @Test
    void manyFilesAndALargeOneNeedNoMoreMemory() throws Exception {
        for (int i = 0; i < MANY; i++) {
            site.write("%d/%d.xml".formatted(i % 100, i), report(passed("a" + i)));
        }
        long began = System.nanoTime();
        Process process = start(server.uri(), Map.of("ASSAY_GRACE", "10m"));
        writeLarge();
        Site.await("some of them are stored", () -> site.uploads() > MANY / 10);
        process.destroy();
        while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
            peak(process);
        }
        System.out.printf(
                "%,d files and one of %d MB: %.0f s, %,d KiB resident%n",
                MANY, MEGABYTES, (System.nanoTime() - began) / 1e9, peak.get());
        assertThat(process.exitValue()).as(log()).isZero();
        assertThat(site.uploads()).isEqualTo(MANY + 1);
        assertThat(site.results()).hasSizeGreaterThan(MANY);
        assertThat(peak.get()).isBetween(1L, LIMIT_KIB);
    }

    private int kept() {
        try {
            return site.spooled().size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void peak(Process process) {
        try {
            Files.readAllLines(Path.of("/proc", "" + process.pid(), "status")).stream()
                    .filter(line -> line.startsWith("VmHWM"))
                    .forEach(line -> peak.set(Long.parseLong(line.replaceAll("\\D", ""))));
        } catch (IOException e) {
            // It has just ended
        }
    }

    private void writeLarge() throws IOException {
        Files.writeString(directory.resolve("large.xml"), large(0, MEGABYTES));
    }

    /** A report of so many cases, of 1 MB each. */
    private static String large(int number, int cases) {
        String output = "<system-out>" + "y".repeat(1_000_000) + "</system-out>";
        return report(IntStream.range(0, cases)
                .mapToObj(i -> "<testcase name='large-%d-%d'>%s</testcase>".formatted(number, i, output))
                .toArray(String[]::new));
    }

    private Process start(URI api, Map<String, String> more) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@../scripts/collect.options",
                        "-cp",
                        classPath(),
                        "dev.assay.cli.CollectCommand")
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(logs.resolve("log").toFile()));
        Map<String, String> environment = new HashMap<>(site.environment(api));
        environment.put("MALLOC_ARENA_MAX", "1");
        environment.putAll(more);
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** Our classes and the libraries that the image gives the collector. */
    private static String classPath() throws IOException {
        List<String> libraries = Files.readAllLines(Path.of("../scripts/collect.libraries"));
        List<String> path = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith(".jar") && !entry.contains("test")
                        || libraries.stream()
                                .anyMatch(library ->
                                        Path.of(entry).getFileName().toString().matches(library + "-\\d.*\\.jar")))
                .toList();
        assertThat(path).hasSizeGreaterThan(libraries.size());
        return String.join(File.pathSeparator, path);
    }

    private static int terminate(Process process) throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    /** How many files were sent, by the log. */
    private long sent() {
        try (Stream<String> lines = Files.lines(logs.resolve("log"))) {
            return lines.filter(line -> line.contains("Stored a file")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String log() throws IOException {
        String log = Files.readString(logs.resolve("log"));
        return log.substring(Math.max(0, log.length() - 5_000));
    }
}
