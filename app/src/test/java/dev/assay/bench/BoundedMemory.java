package dev.assay.bench;

import dev.assay.testing.DurableServer;
import dev.assay.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Measures the memory that large bodies and slow readers take, and how long probes wait meanwhile. Each measurement has a server of
 * its own, to have its own peak.
 *
 * @param program the arguments of java
 * @param options options of its JVM in addition to those of production
 */
record BoundedMemory(DurableServer postgres, List<String> program, List<String> options, Path log, boolean quick) {
    private static final int CONTAINER = 512;
    private static final int CLIENTS = 4;
    private static final int CALLERS = 3;
    private static final int READERS = 6;

    void run(Report report) throws Exception {
        TestDatabase database = postgres.create("memory");
        String key = Training.migrate(database);
        int all = quick ? 20_000 : 500_000;
        report.line("");
        try (ServerProcess server = start(database)) {
            start(server, key);
            Writes writes = new Writes(postgres, database, server, key);
            usual(server, key, writes.executions(quick ? 20 : 600));
            double resident = ProcessTimes.residentMegabytes(server.pid());
            report.line(
                    "%-46s %9.0f MB  %s",
                    "bounded: resident after 4 × POST of 1,000", resident, Report.atMost(300, "MB", resident));
        }
        try (ServerProcess server = start(database)) {
            List<Integer> executions = new Writes(postgres, database, server, key).executions(CALLERS);
            byte[] body = logs(quick ? 5_000 : 50_000);
            measure(
                    report,
                    "bounded: %d × %d MB of results".formatted(CALLERS, body.length / 1_000_000),
                    server,
                    () -> {
                        ConcurrentLinkedQueue<Integer> todo = new ConcurrentLinkedQueue<>(executions);
                        return Writes.together(CALLERS, () -> post(server, key, todo.remove(), body));
                    });
        }
        int large;
        try (ServerProcess server = start(database)) {
            large = new Writes(postgres, database, server, key).executions(1).getFirst();
            byte[] body = BenchResults.of(all).json();
            measure(report, "bounded: %,d results".formatted(all), server, () -> post(server, key, large, body));
        }
        database.execute("""
                INSERT INTO test_result (status, comment, io_log, test_execution_id, test_case_id, created_at, updated_at)
                SELECT status, comment, io_log, test_execution_id, test_case_id, created_at, updated_at
                FROM test_result WHERE test_execution_id = %d""".formatted(large));
        try (ServerProcess server = start(database)) {
            measure(
                    report,
                    "bounded: %d slow readers of %,d results".formatted(READERS, 2 * all),
                    server,
                    () -> readSlowly(server, key));
        }
    }

    private ServerProcess start(TestDatabase database) throws IOException {
        return ServerProcess.start(program, database, options, log);
    }

    /** Starts the first execution, in whose environment others are made. */
    private static void start(ServerProcess server, String key) throws IOException {
        byte[] body = """
                {"family": "generic", "name": "bench", "version": "1", "environment": "here", "test_plan": "bench"}""".getBytes(StandardCharsets.UTF_8);
        try (BenchConnection connection = new BenchConnection(server.port(), key)) {
            connection.must(
                    connection.head("PUT", "/v1/test-executions/start-test", "application/json", body.length), body);
        }
    }

    private static void usual(ServerProcess server, String key, List<Integer> executions) throws Exception {
        byte[] body = BenchResults.of(1_000).json();
        ConcurrentLinkedQueue<Integer> todo = new ConcurrentLinkedQueue<>(executions);
        Writes.together(CLIENTS, () -> {
            for (Integer id = todo.poll(); id != null; id = todo.poll()) {
                post(server, key, id, body);
            }
            return true;
        });
    }

    private static boolean post(ServerProcess server, String key, int execution, byte[] body) throws IOException {
        try (BenchConnection connection = new BenchConnection(server.port(), key)) {
            String path = "/v1/test-executions/" + execution + "/test-results";
            connection.must(connection.head("POST", path, "application/json", body.length), body);
            return true;
        }
    }

    /** Results with some hundred bytes of log each. */
    private static byte[] logs(int results) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        for (int i = 0; i < results; i++) {
            json.writeBytes("%s{\"name\": \"log %d\", \"status\": \"PASSED\", \"io_log\": \"%s\"}"
                    .formatted(
                            i == 0 ? "[" : ",",
                            i,
                            "line %d of the log\\n".formatted(i).repeat(20))
                    .getBytes(StandardCharsets.UTF_8));
        }
        json.write(']');
        return json.toByteArray();
    }

    /** Reads the first bytes of responses, then nothing for some seconds in which other requests are answered. */
    private boolean readSlowly(ServerProcess server, String key) throws Exception {
        List<Socket> readers = new ArrayList<>();
        try {
            for (int i = 0; i < READERS; i++) {
                Socket reader = new Socket();
                readers.add(reader);
                reader.setReceiveBufferSize(4 * 1024);
                reader.connect(new InetSocketAddress("127.0.0.1", server.port()));
                reader.getOutputStream()
                        .write(
                                ("GET /v1/test-executions?limit=1000 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                                + key + "\r\n\r\n")
                                        .getBytes(StandardCharsets.US_ASCII));
            }
            for (Socket reader : readers) {
                reader.getInputStream().readNBytes(1_000);
            }
            long deadline = System.nanoTime() + (quick ? 500_000_000L : 20_000_000_000L);
            try (BenchConnection another = new BenchConnection(server.port(), key)) {
                while (System.nanoTime() < deadline) {
                    another.must(another.head("GET", "/v1/version", "", -1), new byte[0]);
                }
            }
            return true;
        } finally {
            for (Socket reader : readers) {
                reader.close();
            }
        }
    }

    private static void measure(Report report, String name, ServerProcess server, Callable<?> work) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<Double> slowest = threads.submit(() -> slowestProbe(server, done));
            long start = System.nanoTime();
            try {
                work.call();
            } finally {
                done.set(true);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            double peak = ProcessTimes.peakMegabytes(server.pid());
            report.line(
                    "%-46s %9.0f MB  %s, %.0f ms the slowest probe, %.1f s in all",
                    name, peak, Report.atMost(CONTAINER, "MB", peak), slowest.get(), seconds);
        }
    }

    /** The longest time of a probe, in milliseconds. */
    private static double slowestProbe(ServerProcess server, AtomicBoolean done) throws IOException {
        double slowest = 0;
        try (BenchConnection connection = new BenchConnection(server.managementPort(), "none")) {
            do {
                for (String probe : List.of("/health/liveness", "/health/readiness")) {
                    long start = System.nanoTime();
                    connection.must(connection.head("GET", probe, "", -1), new byte[0]);
                    slowest = Math.max(slowest, (System.nanoTime() - start) / 1e6);
                }
            } while (!done.get());
        }
        return slowest;
    }
}
