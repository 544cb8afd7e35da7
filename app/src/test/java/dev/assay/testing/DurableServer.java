package dev.assay.testing;

import dev.assay.database.DatabaseUrl;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server that does not lose committed data (fsync and synchronous_commit on), in its own processes on a given data
 * directory, for tests that kill it. Always embedded. It keeps its port when restarted.
 */
public final class DurableServer implements AutoCloseable {
    private final Path dataDirectory;
    private final int port;
    private @Nullable EmbeddedPostgres running;

    private DurableServer(Path dataDirectory, EmbeddedPostgres running) {
        this.dataDirectory = dataDirectory;
        this.port = running.getPort();
        this.running = running;
    }

    /** Starts on the data in the directory, or initialises an empty one. */
    public static DurableServer start(Path dataDirectory) throws IOException {
        return new DurableServer(dataDirectory, builder(dataDirectory).start());
    }

    /** A new, empty database on it. */
    public TestDatabase create(String name) {
        new TestDatabase(url()).execute("CREATE DATABASE " + name);
        return new TestDatabase(url().withDatabase(name));
    }

    /** Its database {@code postgres}, as a superuser. */
    public DatabaseUrl url() {
        return DatabaseUrl.parse("postgresql://postgres:postgres@localhost:" + port + "/postgres");
    }

    /** The postmaster first, then the processes it started. */
    public List<Long> pids() throws IOException {
        return processes().stream().map(ProcessHandle::pid).toList();
    }

    /** Kills every process at once with kill -9, like a power cut; returns when they are gone. */
    public void kill() throws IOException {
        List<ProcessHandle> processes = processes();
        processes.forEach(ProcessHandle::destroyForcibly);
        CompletableFuture.allOf(processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                .join();
        close();
    }

    /** Starts again after {@link #kill()} or {@link #close()}, recovering what was committed. */
    public void restart() throws IOException {
        running = builder(dataDirectory).setPort(port).start();
    }

    /** Stops it; the data remain. */
    @Override
    public void close() throws IOException {
        if (running != null) {
            running.close();
            running = null;
        }
    }

    private List<ProcessHandle> processes() throws IOException {
        long pid = Long.parseLong(
                Files.readAllLines(dataDirectory.resolve("postmaster.pid")).getFirst());
        return ProcessHandle.of(pid).stream()
                .flatMap(postmaster -> Stream.concat(Stream.of(postmaster), postmaster.descendants()))
                .toList();
    }

    private static EmbeddedPostgres.Builder builder(Path dataDirectory) {
        return PostgresServer.embedded()
                .setDataDirectory(dataDirectory)
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on");
    }
}
