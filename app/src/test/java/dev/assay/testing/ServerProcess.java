package dev.assay.testing;

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

/**
 * {@code assay serve} or {@code assay worker} as an installation runs it: in a process of its own, which can be killed. Its time
 * zone is Berlin, it migrates at start, and everybody may do everything with tests.
 */
public record ServerProcess(Process process, URI uri, Path log) implements AutoCloseable {
    private static final int SECONDS_TO_START = 60;

    /** Returns when it answers. */
    public static ServerProcess start(TestDatabase database, Path log, Map<String, String> settings)
            throws IOException, InterruptedException {
        return start(database, log, settings, "-Xmx160m");
    }

    /**
     * Returns when it answers.
     *
     * @param options of the JVM
     */
    public static ServerProcess start(TestDatabase database, Path log, Map<String, String> settings, String... options)
            throws IOException, InterruptedException {
        int port = FreePort.next();
        Map<String, String> all =
                new HashMap<>(Map.of("PORT", String.valueOf(port), "METRICS_PORT", String.valueOf(FreePort.next())));
        all.putAll(settings);
        return start("serve", database, port, log, all, options).awaiting("/v1/version");
    }

    /** {@code assay worker}; its address is that of its probes. Returns when it is ready. */
    public static ServerProcess worker(TestDatabase database, Path log, Map<String, String> settings)
            throws IOException, InterruptedException {
        return probed("worker", database, log, settings);
    }

    /** {@code assay operator}, as {@link #worker}. */
    public static ServerProcess operator(TestDatabase database, Path log, Map<String, String> settings)
            throws IOException, InterruptedException {
        return probed("operator", database, log, settings);
    }

    private static ServerProcess probed(String command, TestDatabase database, Path log, Map<String, String> settings)
            throws IOException, InterruptedException {
        int port = FreePort.next();
        Map<String, String> all = new HashMap<>(Map.of("METRICS_PORT", String.valueOf(port)));
        all.putAll(settings);
        return start(command, database, port, log, all, "-Xmx160m").awaiting("/health/readiness");
    }

    private static ServerProcess start(
            String command, TestDatabase database, int port, Path log, Map<String, String> settings, String... options)
            throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "DB_URL", database.dbUrl(),
                "ASSAY_MIGRATIONS_AT_START", "true",
                "IGNORE_PERMISSIONS", "change_test,view_test"));
        environment.putAll(settings);
        List<String> line =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        line.addAll(List.of(options));
        line.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-Duser.timezone=Europe/Berlin",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.assay.cli.Assay",
                command));
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new ServerProcess(builder.start(), URI.create("http://localhost:" + port), log);
    }

    public TestClient client() {
        return new TestClient(uri);
    }

    /** Kills it with kill -9; returns when it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    private ServerProcess awaiting(String path) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_START);
        while (!answers(path)) {
            if (process.waitFor(100, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                kill();
                throw new IllegalStateException(Files.readString(log));
            }
        }
        return this;
    }

    private boolean answers(String path) {
        try {
            return client().get(path).status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
