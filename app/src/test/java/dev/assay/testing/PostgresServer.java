package dev.assay.testing;

import dev.assay.database.DatabaseUrl;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The one PostgreSQL server of this JVM, and the one place that decides what runs it. It is not durable: a crash may lose data. */
final class PostgresServer {
    private static final String INITDB = "--encoding=UTF8 --locale-provider=builtin --locale=C.UTF-8";
    private static final String CONNECTIONS = "300";

    private PostgresServer() {}

    /** Its database {@code postgres}, as a superuser. */
    static DatabaseUrl url() {
        return Started.URL;
    }

    /** The settings of all our embedded servers: they listen on TCP only, and sort text as the container does. */
    static EmbeddedPostgres.Builder embedded() {
        return EmbeddedPostgres.builder()
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("max_connections", CONNECTIONS)
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("locale", "C.UTF-8");
    }

    private static String container() {
        PostgreSQLContainer container = new PostgreSQLContainer("postgres:18")
                .withUsername("postgres")
                .withPassword("postgres")
                .withDatabaseName("postgres")
                .withEnv("POSTGRES_INITDB_ARGS", INITDB)
                .withCommand(
                        "postgres",
                        "-c",
                        "fsync=off",
                        "-c",
                        "synchronous_commit=off",
                        "-c",
                        "max_connections=" + CONNECTIONS);
        container.start();
        Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
        return "postgresql://postgres:postgres@" + container.getHost() + ":" + container.getMappedPort(5432)
                + "/postgres";
    }

    private static String embeddedServer() {
        try {
            // Registers its own shutdown hook
            return "postgresql://postgres:postgres@localhost:"
                    + embedded().start().getPort() + "/postgres";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Checks for a socket first, because Testcontainers' own search is slow and logs much if there is no Docker. */
    private static boolean dockerAnswers() {
        boolean named = System.getenv("DOCKER_HOST") != null;
        return (named || Files.exists(Path.of("/var/run/docker.sock")))
                && DockerClientFactory.instance().isDockerAvailable();
    }

    private static final class Started {
        static final DatabaseUrl URL = DatabaseUrl.parse(dockerAnswers() ? container() : embeddedServer());

        private Started() {}
    }
}
