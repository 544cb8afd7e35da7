package dev.assay.bench;

import dev.assay.testing.DurableServer;
import dev.assay.testing.TestDatabase;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the server on this machine, compared with what the machine can do: rows by plain COPY, single rows by pgbench. Every
 * figure is the median of rounds in which all take turns, so that other load on the machine affects all alike.
 */
@Command(
        name = "bench",
        description = "Measure the server on a durable PostgreSQL of its own.",
        mixinStandardHelpOptions = true)
public final class Bench implements Runnable {
    private static final List<Integer> SIZES = List.of(100, 1_000);
    private static final int HTTP_CLIENTS = 8;

    @Option(names = "--quick", description = "Little of everything: shows that it works, not how fast.")
    private boolean quick;

    @Option(names = "--rules", description = "Only what attachment rules cost.")
    private boolean rulesOnly;

    @Option(
            names = "--bounded",
            description = "Only what others wait and what memory is taken while callers send or ask for much.")
    private boolean boundedOnly;

    @Option(names = "--keep", paramLabel = "DIR", description = "Keep server.log and the AOT cache there.")
    private Path keep = Path.of("");

    @Option(names = "--server-option", paramLabel = "OPTION", description = "One more option of the server's JVM.")
    private List<String> options = List.of();

    private final Report report;

    Bench(PrintWriter out) {
        this.report = new Report(out);
    }

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, Charset.defaultCharset()), true);
        System.exit(new CommandLine(new Bench(out)).execute(args));
    }

    @Override
    public void run() {
        try {
            Path directory = Files.createTempDirectory("assay-bench");
            try (DurableServer postgres = DurableServer.start(Files.createDirectory(directory.resolve("postgres")))) {
                on(postgres, directory);
            } finally {
                clear(directory);
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void on(DurableServer postgres, Path directory) throws Exception {
        TestDatabase database = postgres.create("bench");
        String key = Training.migrate(database);
        machine(database);
        Path jar = ServerProcess.jar(directory);
        Path work = keep.toString().isEmpty() ? directory : Files.createDirectories(keep);
        Path log = work.resolve("server.log");
        Path cache = work.resolve("assay.aot");
        List<String> program = ServerProcess.classPath(jar);
        new Training(database, key, quick ? 6_000 : 50_000).run(program, cache, log);
        List<String> cached = new ArrayList<>(options);
        cached.add("-XX:AOTCache=" + cache);
        double cold = ready(program, database, options, log);
        double warm = ready(program, database, cached, log);
        if (boundedOnly) {
            try (ServerProcess server = ServerProcess.start(program, database, cached, log)) {
                new Bounded(database, server, key, Training.key(database, "another"), quick).run(report);
            }
            new BoundedMemory(postgres, program, cached, log, quick).run(report);
            return;
        }
        try (ServerProcess server = ServerProcess.start(program, database, cached, log)) {
            if (rulesOnly) {
                new RuleBench(database, new Writes(postgres, database, server, key), quick).run(report);
                return;
            }
            double resident = ProcessTimes.residentMegabytes(server.pid());
            writes(postgres, database, server, key);
            reads(postgres, database, server, key);
            new RuleBench(database, new Writes(postgres, database, server, key), quick).run(report);
            new ReportBench(database, server, key).run(report, quick ? 1 : 5);
            report.line("");
            report.line("%-46s %9.2f s", "start to ready, without AOT cache", cold);
            report.line("%-46s %9.2f s  %s", "start to ready, with AOT cache", warm, Report.atMost(3, "s", warm));
            report.line("%-46s %9.0f MB", "resident memory when ready", resident);
            double after = ProcessTimes.residentMegabytes(server.pid());
            report.line("%-46s %9.0f MB  %s", "resident memory after this run", after, Report.atMost(400, "MB", after));
            new Bounded(database, server, key, Training.key(database, "another"), quick).run(report);
        }
        new BoundedMemory(postgres, program, cached, log, quick).run(report);
        lists(postgres, program, cached, log);
    }

    private void machine(TestDatabase database) throws IOException {
        report.line(
                "%d processors, load %s, Java %s",
                Runtime.getRuntime().availableProcessors(),
                Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0],
                Runtime.version());
        report.line("PostgreSQL %s", database.rows("""
                SELECT string_agg(name || '=' || current_setting(name), ' ' ORDER BY name = 'server_version' DESC, name)
                FROM pg_settings
                WHERE name IN ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers',
                               'max_wal_size')
                """).getFirst().getFirst());
        report.line("");
    }

    private double ready(List<String> program, TestDatabase database, List<String> with, Path log) throws IOException {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < (quick ? 1 : 5); i++) {
            try (ServerProcess server = ServerProcess.start(program, database, with, log)) {
                seconds.add(server.readySeconds());
            }
        }
        return Report.median(seconds);
    }

    private void writes(DurableServer postgres, TestDatabase database, ServerProcess server, String key)
            throws Exception {
        Writes writes = new Writes(postgres, database, server, key);
        int firstCase =
                Integer.parseInt(database.strings("SELECT id FROM test_case WHERE name = 'shop.area1.Suite1.case1'")
                        .getFirst());
        int many = quick ? 6_000 : 50_000;
        Map<String, List<Writes.Sample>> samples = new LinkedHashMap<>();
        for (int round = 0; round <= (quick ? 1 : 5); round++) {
            Map<String, Writes.Sample> now = new LinkedHashMap<>();
            for (int size : SIZES) {
                BenchResults content = BenchResults.of(size);
                int turns = (quick ? 2_000 : 40_000) / size;
                now.put("COPY " + size, writes.copy(content, firstCase, turns));
                now.put("POST " + size, writes.post(content, turns));
                if (size == 1_000) {
                    now.put("upload " + size, writes.upload(content, turns));
                }
            }
            BenchResults content = BenchResults.of(many);
            now.put("COPY " + many, writes.copy(content, firstCase, 2));
            now.put("upload " + many, writes.upload(content, 2));
            if (round > 0) { // the first warms up
                now.forEach((name, sample) ->
                        samples.computeIfAbsent(name, any -> new ArrayList<>()).add(sample));
            }
        }
        report.line(
                "%-46s %9s %8s  %-15s %s",
                "writes, 2 clients", "rows/s", "of COPY", "target", "CPU ms/row: server + database");
        samples.forEach((name, given) -> row(name, given, samples));
    }

    private void row(String name, List<Writes.Sample> given, Map<String, List<Writes.Sample>> all) {
        String size = name.substring(name.indexOf(' ') + 1);
        List<Writes.Sample> limit = all.getOrDefault("COPY " + size, List.of());
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            ratios.add(given.get(i).rate() / limit.get(i).rate());
        }
        double ratio = Report.median(ratios);
        String target = name.equals("POST 1000")
                ? Report.atLeast(0.35, ratio)
                : name.startsWith("upload") ? Report.atLeast(0.5, ratio) : "";
        report.line(
                "%-46s %9.0f %8.2f  %-15s %.4f + %.4f",
                words(name),
                Report.median(given.stream().map(Writes.Sample::rate).toList()),
                ratio,
                target,
                Report.median(given.stream().map(Writes.Sample::serverMillis).toList()),
                Report.median(given.stream().map(Writes.Sample::databaseMillis).toList()));
    }

    private static String words(String name) {
        String[] words = name.split(" ", -1);
        return switch (words[0]) {
            case "COPY" -> "COPY, %,d rows a transaction".formatted(Integer.valueOf(words[1]));
            case "POST" -> "POST test-results, %,d a request".formatted(Integer.valueOf(words[1]));
            default -> "upload JUnit XML, %,d cases a file".formatted(Integer.valueOf(words[1]));
        };
    }

    private void reads(DurableServer postgres, TestDatabase database, ServerProcess server, String key)
            throws Exception {
        Reads reads = new Reads(server, key, postgres.url(), HTTP_CLIENTS);
        int execution = Integer.parseInt(database.strings("""
                SELECT test_execution_id FROM test_result GROUP BY 1 HAVING count(*) = 100 LIMIT 1
                """).getFirst());
        boolean pgbench = reads.prepare();
        List<Reads.Sample> http = new ArrayList<>();
        List<Double> single = new ArrayList<>();
        reads.http(execution, quick ? 0.5 : 5);
        for (int round = 0; round < (quick ? 1 : 5); round++) {
            http.add(reads.http(execution, quick ? 0.5 : 3));
            if (pgbench) {
                single.add(reads.pgbench(quick ? 1 : 3));
            }
        }
        double rate = Report.median(http.stream().map(Reads.Sample::rate).toList());
        OptionalDouble limit = Reads.median(single);
        report.line("");
        report.line(
                "%-46s %9s %8s  %-15s %s", "reads, " + HTTP_CLIENTS + " clients", "calls/s", "of it", "", "p50, p99");
        if (limit.isPresent()) {
            report.line("%-46s %9.0f %8.2f", "pgbench -S", limit.getAsDouble(), 1.0);
        } else {
            report.line("%-46s %9s", "pgbench -S", "not measured: there is no pgbench on the PATH");
        }
        report.line(
                "%-46s %9.0f %8s  %-15s %.1f ms, %.1f ms",
                "GET /v1/test-executions/{id}",
                rate,
                limit.isPresent() ? "%.2f".formatted(rate / limit.getAsDouble()) : "–",
                "",
                Report.median(http.stream().map(Reads.Sample::p50).toList()),
                Report.median(http.stream().map(Reads.Sample::p99).toList()));
    }

    private void lists(DurableServer postgres, List<String> program, List<String> cached, Path log) throws Exception {
        TestDatabase database = postgres.create("lists");
        String key = Training.migrate(database);
        try (ServerProcess server = ServerProcess.start(program, database, cached, log)) {
            Lists lists = new Lists(server, database, key, quick);
            lists.fill(0, quick ? 10 : 100);
            List<String> paths = lists.lists();
            lists.medians(paths);
            Map<String, Double> before = lists.medians(paths);
            String few = results(database);
            lists.fill(quick ? 10 : 100, quick ? 100 : 1_000);
            lists.medians(paths);
            Map<String, Double> after = lists.medians(paths);
            report.line("");
            report.line(
                    "%-64s %10s %10s %6s",
                    "lists about one artefact, ms, among results", few, results(database), "ratio");
            for (String path : paths) {
                report.line(
                        "%-64s %10.1f %10.1f %6.2f",
                        "GET " + path.replaceAll("/\\d+", "/{id}"),
                        before.get(path),
                        after.get(path),
                        after.get(path) / before.get(path));
            }
            report.line("");
            report.line("%-46s %9s %9s", "among all of them, " + HTTP_CLIENTS + " clients", "p50 ms", "p99 ms");
            for (Lists.Timing timing : lists.searches(HTTP_CLIENTS)) {
                int most = timing.name().startsWith("builds") ? 50 : 150;
                report.line(
                        "%-46s %9.1f %9.1f  %s",
                        timing.name(), timing.p50(), timing.p99(), Report.atMost(most, "ms", timing.p99()));
            }
        }
    }

    private static String results(TestDatabase database) {
        return database.strings("SELECT sum(passed + failed + skipped) FROM result_count")
                .getFirst();
    }

    static void clear(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
