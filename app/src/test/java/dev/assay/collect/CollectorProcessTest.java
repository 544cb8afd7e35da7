package dev.assay.collect;

import static dev.assay.collect.Site.passed;
import static dev.assay.collect.Site.report;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.Assay;
import dev.assay.testing.ProofSize;
import dev.assay.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the program as it runs in a pod. It needs its own process, with a heap of 48 MB, because it tests signals and memory. */
class CollectorProcessTest {
    private static final int MANY = ProofSize.of(1_500, 10_000);
    private static final int MEGABYTES = 50;
    /** The most resident memory; the container's memory limit is chosen to match. */
    private static final long RESIDENT_KIB = 160 * 1024;

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
        assertThat(site.status()).isEqualTo("PASSED");
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
        Process process = start(gate.uri(), Map.of("ASSAY_GRACE", "1s"));
        site.awaitSpooled(1);
        assertThat(terminate(process)).isEqualTo(1);
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
                "%,d files and one of %d MB with a heap of 48 MB: %.0f s, %,d KiB resident%n",
                MANY, MEGABYTES, (System.nanoTime() - began) / 1e9, peak.get());
        assertThat(process.exitValue()).as(log()).isZero();
        assertThat(site.uploads()).isEqualTo(MANY + 1);
        assertThat(site.results()).hasSizeGreaterThan(MANY);
        assertThat(peak.get()).isBetween(1L, RESIDENT_KIB);
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
        String output = "<system-out>" + "y".repeat(1_000_000) + "</system-out>";
        try (Writer large = Files.newBufferedWriter(directory.resolve("large.xml"))) {
            large.write("<testsuite name='large'>");
            for (int i = 0; i < MEGABYTES; i++) {
                large.write("<testcase name='%d'>%s</testcase>".formatted(i, output));
            }
            large.write("</testsuite>");
        }
    }

    private Process start(URI api, Map<String, String> more) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Assay.class.getName(),
                        "collect")
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(logs.resolve("log").toFile()));
        Map<String, String> environment = new HashMap<>(site.environment(api));
        environment.putAll(more);
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        return process;
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
