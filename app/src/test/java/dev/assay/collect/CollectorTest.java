package dev.assay.collect;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.collect.Site.failed;
import static dev.assay.collect.Site.passed;
import static dev.assay.collect.Site.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.assay.collect.Collector.Outcome;
import dev.assay.collect.Site.Running;
import dev.assay.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectorTest {
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final TestServer server = TestServer.shared();

    @TempDir
    private Path directory;

    private Site site;
    private Gate gate;

    @BeforeEach
    void arrange() throws IOException {
        site = Site.at(server, directory);
        gate = new Gate(server.uri());
    }

    @AfterEach
    void close() throws IOException {
        gate.close();
    }

    @Test
    void filesAreStoredAsTheyAreWritten() throws Exception {
        try (Running running = Running.start(site.settings(server.uri()))) {
            Site.await("it is started", () -> !site.executions().isEmpty());
            site.write("one.xml", report(passed("a")));
            site.write("deep/er/two.xml", report(failed("b")));
            site.write("not.txt", "no result");
            site.awaitResults(2);
            assertThat(site.status()).isEqualTo("IN_PROGRESS");

            Outcome outcome = running.stop();

            assertThat(outcome.delivered()).isTrue();
            assertThat(outcome.stored()).isEqualTo(2);
            assertThat(outcome.url()).isEqualTo(server.uri() + "/v1/test-executions/" + site.execution());
            assertThat(site.results()).containsExactly("c.a PASSED", "c.b FAILED");
            assertThat(site.status()).isEqualTo("FAILED");
            assertThat(site.shown().list("execution_metadata", "kernel")).containsExactly("6.8");
            assertThat(site.events()).isEmpty();
            assertThat(site.spooled()).isEmpty();
        }
    }

    @Test
    void aFileWrittenInTheLastMomentIsStored() throws Exception {
        try (Running running = Running.start(site.settings(server.uri()))) {
            Site.await("it is started", () -> !site.executions().isEmpty());
            site.write("one.xml", report(passed("a")));
            running.stop();
            assertThat(site.results()).containsExactly("c.a PASSED");
            assertThat(site.status()).isEqualTo("PASSED");
        }
    }

    @Test
    void withoutAnyFileTheExecutionEndsPrematurely() throws Exception {
        try (Running running = Running.start(site.settings(server.uri()))) {
            assertThat(running.stop().delivered()).isTrue();
            assertThat(site.status()).isEqualTo("ENDED_PREMATURELY");
        }
    }

    @Test
    void anotherProgramMayEndTheExecution() throws Exception {
        CollectSettings shard = site.settings(
                server.uri(), site.settings(server.uri()).credential(), Site.LIMITS, false, Duration.ofSeconds(60));
        site.write("one.xml", report(passed("a")));
        try (Running running = Running.start(shard)) {
            assertThat(running.stop().delivered()).isTrue();
            assertThat(site.results()).containsExactly("c.a PASSED");
            assertThat(site.status()).isEqualTo("IN_PROGRESS");
        }
    }

    @Test
    void theApiMayStartLate() throws Exception {
        site.write("one.xml", report(passed("a")));
        site.write("two.xml", report(passed("b")));
        try (Running running = Running.start(site.settings(gate.uri()))) {
            site.awaitSpooled(2);
            Files.delete(directory.resolve("one.xml"));
            gate.open();
            site.awaitResults(2);
            assertThat(running.stop().delivered()).isTrue();
            assertThat(site.results()).containsExactly("c.a PASSED", "c.b PASSED");
        }
    }

    @Test
    void theApiMayFailAndComeBack() throws Exception {
        gate.open();
        try (Running running = Running.start(site.settings(gate.uri()))) {
            site.write("one.xml", report(passed("a")));
            site.awaitResults(1);
            gate.shut();
            site.write("two.xml", report(passed("b")));
            site.awaitSpooled(1);
            gate.open();
            site.awaitResults(2);
            assertThat(running.stop().delivered()).isTrue();
        }
    }

    @Test
    void lostAnswersDoNotDoubleAnything() throws Exception {
        for (int i = 0; i < 5; i++) {
            site.write(i + ".xml", report(passed("a" + i)));
        }
        site.write("broken.xml", "<testsuite><testcase name='x'></testsuite>");
        site.write("some.log", "said");
        gate.loseAnswers(4);
        gate.open();
        try (Running running = Running.start(site.settings(gate.uri()))) {
            site.awaitResults(5);
            gate.loseAnswers(2);
            Outcome outcome = running.stop();
            assertThat(gate.stillToLose()).isZero();
            assertThat(outcome.delivered()).isTrue();
            assertThat(site.results()).hasSize(5);
            assertThat(site.uploads()).isEqualTo(5);
            assertThat(site.events()).hasSize(2);
        }
    }

    @Test
    void undeliveredFilesAreKeptAndTheNextCollectorDeliversThem() throws Exception {
        site.write("one.xml", report(passed("a")));
        site.write("said.log", "hello");
        CollectSettings hasty =
                site.settings(gate.uri(), site.settings(gate.uri()).credential(), Site.LIMITS, true, SHORT);
        try (Running running = Running.start(hasty)) {
            Outcome outcome = running.stop();
            assertThat(outcome.delivered()).isFalse();
            assertThat(outcome.undelivered()).isNotEmpty();
        }
        Files.delete(directory.resolve("one.xml"));
        gate.open();
        try (Running running = Running.start(site.settings(gate.uri()))) {
            assertThat(running.stop().delivered()).isTrue();
            assertThat(site.results()).containsExactly("c.a PASSED");
            assertThat(site.events()).containsExactly("log: said.log of pod-1, 5 bytes\nhello");
            assertThat(site.status()).isEqualTo("PASSED");
        }
    }

    @Test
    void aRewrittenFileReplacesItsCasesEvenWithOldContent() throws Exception {
        try (Running running = Running.start(site.settings(server.uri()))) {
            for (String outcome : List.of("FAILED", "PASSED", "FAILED", "PASSED")) {
                site.write("one.xml", report(outcome.equals("FAILED") ? failed("a") : passed("a"), passed("b")));
                Site.await(outcome, () -> site.results().contains("c.a " + outcome));
            }
            running.stop();
            assertThat(site.results()).containsExactly("c.a PASSED", "c.b PASSED");
            assertThat(site.status()).isEqualTo("PASSED");
        }
    }

    @Test
    void compressedFilesAreTakenEvenWithOldContent() throws Exception {
        try (Running running = Running.start(site.settings(server.uri()))) {
            for (String outcome : List.of("FAILED", "PASSED", "FAILED")) {
                Path draft = Files.write(
                        directory.resolve("draft"), gzip(report(outcome.equals("FAILED") ? failed("a") : passed("a"))));
                Files.move(draft, directory.resolve("one.xml.gz"), StandardCopyOption.REPLACE_EXISTING);
                Site.await(outcome, () -> site.results().contains("c.a " + outcome));
            }
            assertThat(running.stop().delivered()).isTrue();
        }
    }

    @Test
    void aFileThatIsWrittenSlowlyIsTakenWhenItIsWhole() throws Exception {
        try (Running running = Running.start(site.settings(server.uri()))) {
            Path slow = Files.writeString(directory.resolve("slow.xml"), "<testsuite name='s'>" + passed("a"));
            site.write("other.xml", report(passed("other")));
            site.awaitResults(1);
            site.write("another.xml", report(passed("another")));
            site.awaitResults(2);
            assertThat(site.results()).containsExactly("c.another PASSED", "c.other PASSED");
            Files.writeString(slow, "<testsuite name='s'>" + passed("a") + passed("b") + "</testsuite>");
            site.awaitResults(4);
            running.stop();
            assertThat(site.events()).isEmpty();
        }
    }

    @Test
    void theCompleteCasesOfATruncatedFileCount() throws Exception {
        site.write("cut.xml", "<testsuites><testsuite name='s'>" + passed("a") + passed("b") + "<testcase name='c");
        site.write("nothing.xml", "<testsuite name='s'><testca");
        site.write("empty.xml", "");
        site.write("whole.xml", report(passed("d")));
        try (Running running = Running.start(site.settings(server.uri()))) {
            site.awaitResults(1);
            Outcome outcome = running.stop();
            assertThat(outcome.delivered()).isTrue();
            assertThat(outcome.refused()).isEqualTo(2);
            assertThat(site.results()).containsExactly("c.a PASSED", "c.b PASSED", "c.d PASSED");
            assertThat(site.events())
                    .hasSize(3)
                    .anyMatch(event -> event.startsWith("file_cut_short: cut.xml of pod-1 ends too early")
                            && event.contains("2 complete cases"))
                    .anyMatch(event -> event.startsWith("file_refused: nothing.xml of pod-1 was not stored: 422")
                            && event.contains("ends too early"))
                    .anyMatch(event -> event.contains("empty.xml") && event.contains("The file is empty"));
            assertThat(site.status()).isEqualTo("FAILED");
        }
    }

    @Test
    void aBrokenFileIsReportedOnceAndOthersAreStored() throws Exception {
        site.write("a.xml", "<html><body/></html>");
        try (Running running = Running.start(site.settings(server.uri()))) {
            Site.await(
                    "it is refused",
                    () -> !site.executions().isEmpty() && !site.events().isEmpty());
            site.write("b.xml", report(passed("b")));
            site.awaitResults(1);
            assertThat(running.stop().refused()).isEqualTo(1);
        }
        try (Running again = Running.start(site.settings(server.uri()))) {
            assertThat(again.stop().refused()).isZero();
        }
        assertThat(site.events())
                .singleElement()
                .asString()
                .startsWith("file_refused: a.xml")
                .contains("<html>");
        assertThat(site.results()).containsExactly("c.b PASSED");
    }

    @Test
    void aHalfWrittenSpoolFileIsIgnored() throws Exception {
        Path spool = Files.createDirectory(directory.resolve(CollectSettings.SPOOL));
        Files.write(spool.resolve("taken"), new byte[] {'[', '"', (byte) 0xc3});
        Files.writeString(spool.resolve("000000000007.tmp"), "<testsui");
        Files.writeString(spool.resolve("000000000008.entry"), "no entry");
        site.write("größe.xml", report(passed("a")));
        for (int i = 0; i < 2; i++) {
            try (Running running = Running.start(site.settings(server.uri()))) {
                Outcome outcome = running.stop();
                assertThat(outcome.delivered()).isTrue();
                assertThat(outcome.stored()).isEqualTo(1 - i);
            }
        }
        assertThat(site.results()).containsExactly("c.a PASSED");
    }

    @Test
    void filesOfADeletedDirectoryAreDelivered(@TempDir Path elsewhere) throws Exception {
        site.write("one.xml", report(passed("a")));
        Path spool = elsewhere.resolve("spool");
        Collector collector = new Collector(site.settings(gate.uri()), spool);
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            try {
                outcome.complete(collector.run());
            } catch (Exception e) {
                outcome.completeExceptionally(e);
            }
        });
        Site.await("it is kept", () -> Files.exists(spool.resolve("000000000001.entry")));
        Files.delete(directory.resolve("one.xml"));
        Files.delete(directory);
        gate.open();
        collector.stop();
        assertThat(outcome.join().delivered()).isTrue();
        Files.createDirectory(directory);
        assertThat(site.results()).containsExactly("c.a PASSED");
    }

    @Test
    void nothingOutsideTheDirectoryIsRead(@TempDir Path outside) throws Exception {
        Files.writeString(outside.resolve("secret.xml"), report(passed("secret")));
        Files.writeString(outside.resolve("secret.log"), "secret");
        Files.createSymbolicLink(directory.resolve("link.xml"), outside.resolve("secret.xml"));
        Files.createSymbolicLink(directory.resolve("link.log"), outside.resolve("secret.log"));
        Files.createSymbolicLink(directory.resolve("away"), outside);
        Files.createSymbolicLink(directory.resolve("round"), directory);
        assertThat(new ProcessBuilder("mkfifo", directory.resolve("pipe.xml").toString())
                        .start()
                        .waitFor())
                .isZero();
        site.write("own.xml", report(passed("own")));
        try (Running running = Running.start(site.settings(server.uri()))) {
            Outcome outcome = running.stop();
            assertThat(outcome.stored()).isEqualTo(1);
            assertThat(outcome.leftOut()).isZero();
        }
        assertThat(site.results()).containsExactly("c.own PASSED");
        assertThat(site.events()).isEmpty();
    }

    @Test
    void aDirectoryThatBecomesALinkIsNotFollowed(@TempDir Path outside) throws Exception {
        Files.writeString(outside.resolve("file"), "secret");
        SafeDirectory tree = new SafeDirectory(directory);
        Files.createDirectory(directory.resolve("inner"));
        Path file = Path.of("inner", "file");
        Files.writeString(directory.resolve(file), "own");
        assertThat(tree.attributes(file).size()).isEqualTo(3);
        Files.delete(directory.resolve(file));
        Files.delete(directory.resolve("inner"));
        Files.createSymbolicLink(directory.resolve("inner"), outside);
        assertThat(catchThrowable(() -> tree.read(file))).isInstanceOf(IOException.class);
        assertThat(catchThrowable(() -> tree.attributes(file))).isInstanceOf(IOException.class);
    }

    @Test
    void theTokenIsReadForEveryRequest(@TempDir Path secrets) throws Exception {
        Path token = secrets.resolve("token");
        CollectSettings settings = site.settings(
                server.uri(), new CollectSettings.Credential(null, token), Site.LIMITS, true, Duration.ofSeconds(60));
        try (Running running = Running.start(settings)) {
            site.write("one.xml", report(passed("a")));
            site.awaitSpooled(1);
            assertThat(site.executions()).isEmpty();
            Files.writeString(token, "wrong\n");
            site.write("two.xml", report(passed("b")));
            site.awaitSpooled(2);
            Files.writeString(token, site.key() + "\n");
            site.awaitResults(2);
            Files.writeString(token, server.key(CHANGE_TEST));
            site.write("three.xml", report(passed("c")));
            site.awaitResults(3);
            assertThat(running.stop().delivered()).isTrue();
        }
        assertThat(server.database()
                        .strings("SELECT DISTINCT principal FROM upload WHERE test_execution_id = " + site.execution()))
                .hasSize(2);
    }

    @Test
    void theSpoolIsBoundedAndFurtherFilesAreTakenLater() throws Exception {
        String output = "x".repeat(10_000);
        for (int i = 0; i < 20; i++) {
            site.write(
                    i + ".xml",
                    report("<testcase name='%d'><system-out>%s</system-out></testcase>".formatted(i, output)));
        }
        site.write(
                "large.xml",
                report("<testcase name='l'><system-out>%s</system-out></testcase>".formatted(output + output)));
        CollectSettings settings = site.settings(
                gate.uri(),
                site.settings(gate.uri()).credential(),
                new CollectSettings.Limits(51_000, 20_000, 100, 10),
                true,
                Duration.ofSeconds(60));
        try (Running running = Running.start(settings)) {
            site.awaitSpooled(5);
            gate.open();
            site.awaitResults(20);
            Outcome outcome = running.stop();
            assertThat(outcome.leftOut()).isEqualTo(1);
            assertThat(site.results()).hasSize(20);
            assertThat(site.events())
                    .singleElement()
                    .asString()
                    .startsWith("file_left_out: 1 files of pod-1 were not stored:\nlarge.xml: it has ");
        }
    }

    @Test
    void theNumberOfFilesIsBounded() throws Exception {
        for (int i = 0; i < 20; i++) {
            site.write(i + ".xml", report(passed("a" + i)));
        }
        CollectSettings settings = site.settings(
                server.uri(),
                site.settings(server.uri()).credential(),
                new CollectSettings.Limits(1 << 20, 1 << 20, 5, 10),
                true,
                Duration.ofSeconds(60));
        try (Running running = Running.start(settings)) {
            assertThat(running.stop().leftOut()).isEqualTo(15);
            assertThat(site.results()).hasSize(5);
            assertThat(site.events()).singleElement().asString().contains("15 files", "more than 5 files", "…");
        }
    }

    @Test
    void aSpoolThatTheTestEmptiesIsReported() throws Exception {
        site.write("one.xml", report(passed("a")));
        try (Running running = Running.start(site.settings(gate.uri()))) {
            site.awaitSpooled(1);
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path file : all.sorted(Comparator.reverseOrder())
                        .filter(file -> !file.equals(directory))
                        .toList()) {
                    Files.delete(file);
                }
            }
            gate.open();
            site.write("two.xml", report(passed("b")));
            site.awaitResults(1);
            running.stop();
            assertThat(site.results()).containsExactly("c.b PASSED");
            assertThat(site.events()).singleElement().asString().startsWith("file_lost: one.xml of pod-1");
        }
    }

    @Test
    void logsAreKeptWithHeadAndTail() throws Exception {
        String line = "a line of Grüße ünd 🎉\n";
        site.write("logs/long.log", line.repeat(20_000));
        site.write("short.log", "\u001b[31mred\u001b[0m\u0000and\tplain\r\n");
        site.write("empty.log", "");
        try (Running running = Running.start(site.settings(server.uri()))) {
            running.stop();
        }
        assertThat(site.events()).hasSize(2);
        String log = site.events().getFirst();
        int bytes = line.getBytes(StandardCharsets.UTF_8).length * 20_000;
        assertThat(log)
                .startsWith("log: logs/long.log of pod-1, %,d bytes\n%s".formatted(bytes, line))
                .endsWith(line)
                .contains(" bytes left out …\n")
                .doesNotContain("\ufffd");
        assertThat(log.getBytes(StandardCharsets.UTF_8).length).isBetween(65_000, 66_000);
        assertThat(site.events().getLast()).isEqualTo("log: short.log of pod-1, 24 bytes\nred\ufffdand\tplain\n");
    }

    @Test
    void theNumberOfLogsIsBounded() throws Exception {
        for (int i = 0; i < 12; i++) {
            site.write(i + ".log", "said");
        }
        try (Running running = Running.start(site.settings(server.uri()))) {
            running.stop();
        }
        assertThat(site.events()).hasSize(11);
        assertThat(site.events().getLast()).startsWith("log_left_out: 2 logs of pod-1 were not kept");
    }

    @Test
    void manyFilesOfOneCaseAreAllKept() throws Exception {
        try (Running running = Running.start(site.settings(server.uri()))) {
            IntStream.range(0, 10).forEach(i -> {
                try {
                    site.write("%02d.xml".formatted(i), report(i == 5 ? failed("same") : passed("same")));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            running.stop();
            assertThat(site.results()).hasSize(10).contains("c.same FAILED");
            assertThat(site.status()).isEqualTo("FAILED");
        }
    }

    /** Collectors of shards find files of the same path. */
    @Test
    void filesOfShardsAreKeptApart() throws Exception {
        for (String shard : List.of("0", "1", "0")) {
            site.write("r/one.xml", report(shard.equals("0") ? failed("a") : passed("a")));
            Path spool = Files.createTempDirectory(directory, ".spool");
            assertThat(new Collector(site.settings(server.uri(), shard), spool)
                            .once()
                            .delivered())
                    .isTrue();
        }

        assertThat(server.database().strings("SELECT part FROM upload WHERE test_execution_id = " + site.execution()))
                .containsExactly("0/r/one.xml", "1/r/one.xml");
        assertThat(site.results()).containsExactly("c.a FAILED", "c.a PASSED");
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
