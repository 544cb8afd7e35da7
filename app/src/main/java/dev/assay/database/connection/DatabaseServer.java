package dev.assay.database.connection;

import dev.assay.database.DatabaseNotReady;
import dev.assay.database.DatabaseUrl;
import dev.assay.database.Statements;
import dev.assay.database.Work;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** Creates and drops a whole database, through the database {@code postgres} of the same server. */
public final class DatabaseServer {
    private static final String NO_CONNECTION = "08";
    /** The server is starting, stopping, or has no room for another connection. */
    private static final Set<String> SILENT = Set.of("57P01", "57P02", "57P03", "53300");

    /** How long to wait for a server that may not answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DatabaseUrl url;

    public DatabaseServer(DatabaseUrl url) {
        this.url = url;
    }

    /** Creates the database, empty; false if it exists already. */
    public boolean create() {
        return onServer(server -> {
            if (exists(server)) {
                return false;
            }
            // From template0: a site's own template1 may hold tables, and then the database would not be empty
            execute(server, "SELECT format('CREATE DATABASE %I ENCODING ''UTF8'' TEMPLATE template0', :name)");
            return true;
        });
    }

    /** Drops the database with everything in it and disconnects its users; false if it does not exist. */
    public boolean drop() {
        return onServer(server -> {
            if (!exists(server)) {
                return false;
            }
            execute(server, "SELECT format('DROP DATABASE %I WITH (FORCE)', :name)");
            return true;
        });
    }

    /**
     * Returns when the database answers, even with an error; throws {@link DatabaseNotReady} if it does not answer in time.
     *
     * @param waiting called once, with the reason, if it does not answer yet
     */
    public void awaitAnswer(Duration longest, Consumer<String> waiting) throws InterruptedException {
        long begun = System.nanoTime();
        boolean told = false;
        for (SQLException silence = silence(); silence != null; silence = silence()) {
            if (System.nanoTime() - begun >= longest.toNanos()) {
                throw DatabaseNotReady.of(silence, url);
            }
            if (!told) {
                waiting.accept(String.valueOf(silence.getMessage()));
                told = true;
            }
            TimeUnit.SECONDS.sleep(1);
        }
    }

    /** The error that shows that the server does not answer yet; null if it answers. */
    private @Nullable SQLException silence() {
        try (Connection _ = Connector.open(url, PATIENCE)) {
            return null;
        } catch (SQLException e) {
            String state = Objects.requireNonNullElse(e.getSQLState(), "");
            return SILENT.contains(state) || state.startsWith(NO_CONNECTION) ? e : null;
        }
    }

    private boolean exists(Statements server) {
        return server.query("SELECT EXISTS (SELECT FROM pg_database WHERE datname = :name)")
                .bind("name", url.database())
                .mapTo(Boolean.class)
                .one();
    }

    /** Runs a statement that takes no parameters: the server itself quotes the name into it. */
    private void execute(Statements server, String format) {
        String sql = server.query(format)
                .bind("name", url.database())
                .mapTo(String.class)
                .one();
        server.update(sql).execute();
    }

    private boolean onServer(Predicate<Statements> work) {
        DatabaseUrl maintenance = url.withDatabase("postgres");
        try (Connection server =
                Connector.open(maintenance, Work.MIGRATION.limits().socket())) {
            return work.test(Statements.on(server));
        } catch (SQLException e) {
            throw DatabaseNotReady.of(e, maintenance);
        } catch (JdbiException e) {
            throw DatabaseNotReady.explain(e, maintenance);
        }
    }
}
