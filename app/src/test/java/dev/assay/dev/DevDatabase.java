package dev.assay.dev;

import dev.assay.testing.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A real, durable PostgreSQL in {@code .assay/postgres}; its address is in {@code .assay/database.url} for scripts/db. The caller
 * holds the lock of the folder, so a server that still runs there was left by a process that was killed.
 */
final class DevDatabase implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NAME = "assay";
    /** So many copies of the database are kept. */
    private static final int KEPT = 3;

    private final EmbeddedPostgres postgres;
    private final String url;

    private DevDatabase(EmbeddedPostgres postgres) {
        this.postgres = postgres;
        this.url = "postgresql://postgres@127.0.0.1:%d/assay".formatted(postgres.getPort());
    }

    static DevDatabase start(Path home) throws IOException, SQLException, InterruptedException {
        Path data = home.resolve("postgres");
        Path log = home.resolve("postgres.log");
        Path address = home.resolve("database.url");
        stopLeftBehind(data);
        try {
            // The log is a file: a pipe would break under a server that outlives this process
            DevDatabase database = new DevDatabase(durable()
                    .setDataDirectory(data)
                    .setPort(port(address))
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start());
            database.create();
            Files.writeString(address, database.url);
            return database;
        } catch (IOException | IllegalStateException e) {
            throw new IOException("PostgreSQL did not start: see " + log + ", or start afresh with scripts/db drop", e);
        }
    }

    /** Its address, for DB_URL. */
    String url() {
        return url;
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }

    /** Turns on the durability that the embedded server turns off for speed; sorts alike on every machine. */
    private static EmbeddedPostgres.Builder durable() {
        return EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "''")
                .setServerConfig("max_connections", "100")
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                .setLocaleConfig("locale", "C")
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(PATIENCE);
    }

    private void create() throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT FROM pg_database WHERE datname = 'assay'")) {
            if (!found.next()) {
                statement.execute("CREATE DATABASE assay");
            }
        }
    }

    /**
     * Keeps a copy of the database from before the scripts in this folder that did not run yet, for {@link Retry}. Ends the
     * sessions of others: PostgreSQL copies only a database that nobody uses.
     */
    void copyBefore(Path scripts) throws IOException, SQLException {
        try (Connection connection = postgres.getDatabase("postgres", NAME).getConnection()) {
            Set<String> ran = Retry.strings(connection, "SELECT to_regclass('assay_schema_history')::text")
                            .contains(null)
                    ? Set.of()
                    : Retry.strings(connection, "SELECT version FROM assay_schema_history WHERE success");
            connection.close();
            Optional<String> first = Retry.versions(scripts).stream()
                    .filter(version -> !ran.contains(version))
                    .findFirst();
            if (!ran.isEmpty() && first.isPresent()) {
                copy(Retry.PREFIX + first.get());
            }
        }
    }

    private void copy(String name) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS \"" + name + "\" WITH (FORCE)");
            statement.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '" + NAME + "'");
            statement.execute("CREATE DATABASE \"" + name + "\" TEMPLATE " + NAME + " STRATEGY FILE_COPY");
            for (String old : Retry.copies(connection).stream().skip(KEPT).toList()) {
                statement.execute("DROP DATABASE \"" + old + "\" WITH (FORCE)");
            }
        } catch (SQLException e) {
            System.out.println(
                    "scripts/db retry cannot go back before the new migration, because other programs use the database: "
                            + e.getMessage());
        }
    }

    /** The port of the last time, so that a database tool keeps its connection; another port if that one is taken. */
    private static int port(Path address) throws IOException {
        if (Files.exists(address)) {
            int last = URI.create(Files.readString(address).strip()).getPort();
            try (ServerSocket free = new ServerSocket(last, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                System.out.printf("port %d is taken, PostgreSQL moves to another one%n", last);
            }
        }
        return FreePort.next();
    }

    private static void stopLeftBehind(Path data) throws IOException, InterruptedException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        ProcessHandle server =
                ProcessHandle.of(pid).filter(process -> serves(process, data)).orElse(null);
        if (server == null) {
            return;
        }
        System.out.printf("stopping the PostgreSQL that a killed dev server left behind (pid %d)%n", pid);
        // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for clients
        new ProcessBuilder("kill", "-INT", Long.toString(pid))
                .inheritIO()
                .start()
                .waitFor();
        try {
            server.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
            throw new IOException("PostgreSQL (pid " + pid + ") does not stop: end it yourself", e);
        }
    }

    /** Checks the process, because its id may have been given to another one since. */
    private static boolean serves(ProcessHandle process, Path data) {
        String[] arguments = process.info().arguments().orElse(new String[0]);
        return Arrays.asList(arguments).contains(data.toString());
    }
}
