package dev.assay.bench;

import dev.assay.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;

/**
 * How long others wait while one caller sends as many large uploads as it can: a reader, the probes, and another caller with a
 * small file.
 *
 * @param key the key of the caller that sends them
 * @param anotherKey the key of the caller with the small file
 */
record Bounded(TestDatabase database, ServerProcess server, String key, String anotherKey, boolean quick) {
    private static final int UPLOADS = 24;
    private static final String UPLOAD =
            "/v2/uploads?family=generic&name=bench&version=1&environment=here&test_plan=bounded";

    private static final String[] PROBES = {"/health/liveness", "/health/readiness"};

    void run(Report report) throws Exception {
        byte[] large = gzip(BenchResults.of(quick ? 25_000 : 100_000).junit());
        byte[] small = megabyte();
        double[] idle = uploads(small, deadline(quick ? 0.5 : 5));
        String artefact = "/v1/artefacts/"
                + database.strings("SELECT min(id) FROM artefact").getFirst();
        // Once without load, so that loading classes is not measured
        answers(server.port(), 0, artefact);
        answers(server.managementPort(), 0, PROBES);
        List<BenchConnection> senders = new ArrayList<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            long deadline = deadline(quick ? 3 : 30);
            try {
                for (int i = 0; i < UPLOADS; i++) {
                    BenchConnection sender = new BenchConnection(server.port(), key);
                    senders.add(sender);
                    threads.submit(() -> sendAgainAndAgain(sender, large));
                }
                Future<double[]> reads = threads.submit(() -> answers(server.port(), deadline, artefact));
                Future<double[]> probes = threads.submit(() -> answers(server.managementPort(), deadline, PROBES));
                Future<double[]> uploads = threads.submit(() -> uploads(small, deadline));
                print(report, reads.get(), probes.get(), idle, uploads.get());
            } finally {
                for (BenchConnection sender : senders) {
                    sender.close();
                }
            }
        }
    }

    private void print(Report report, double[] reads, double[] probes, double[] idle, double[] uploads) {
        double read = Report.percentile(0.99, reads);
        double probe = Report.percentile(1, probes);
        double ratio = Report.percentile(0.5, uploads) / Report.percentile(0.5, idle);
        double peak = ProcessTimes.peakMegabytes(server.pid());
        report.line("");
        report.line("%-46s", "bounded: while one caller sends %d large uploads".formatted(UPLOADS));
        report.line("%-46s %9.1f ms  %s", "bounded: GET /v1/artefacts/{id}, p99", read, Report.atMost(250, "ms", read));
        report.line("%-46s %9.1f ms  %s", "bounded: slowest probe", probe, Report.atMost(100, "ms", probe));
        report.line(
                "%-46s %9.2f     %s",
                "bounded: 1 MB of another caller, of idle", ratio, Report.atMost(2, "times", ratio));
        report.line("%-46s %9.0f MB  %s", "bounded: peak of resident memory", peak, Report.atMost(512, "MB", peak));
    }

    /** Sends, even if refused, until the connection is closed. */
    private static boolean sendAgainAndAgain(BenchConnection sender, byte[] body) throws IOException {
        byte[] head = sender.head("POST", UPLOAD, "application/gzip", body.length);
        while (true) {
            sender.send(head, body);
        }
    }

    /** How long each upload took, one after the other, in milliseconds. */
    private double[] uploads(byte[] body, long deadline) throws IOException {
        List<Double> times = new ArrayList<>();
        try (BenchConnection connection = new BenchConnection(server.port(), anotherKey)) {
            byte[] head = connection.head("POST", UPLOAD, "application/xml", body.length);
            do {
                long start = System.nanoTime();
                connection.must(head, body);
                times.add((System.nanoTime() - start) / 1e6);
            } while (System.nanoTime() < deadline);
        }
        return times.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The same for reading these paths repeatedly. */
    private double[] answers(int port, long deadline, String... paths) throws IOException {
        List<Double> times = new ArrayList<>();
        try (BenchConnection connection = new BenchConnection(port, key)) {
            do {
                for (String path : paths) {
                    long start = System.nanoTime();
                    connection.must(connection.head("GET", path, "", -1), new byte[0]);
                    times.add((System.nanoTime() - start) / 1e6);
                }
            } while (System.nanoTime() < deadline);
        }
        return times.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static long deadline(double seconds) {
        return System.nanoTime() + (long) (seconds * 1e9);
    }

    private static byte[] megabyte() {
        int cases = 1_000;
        return BenchResults.of((int) (cases * 1e6 / BenchResults.of(cases).junit().length))
                .junit();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }
}
