package dev.assay.database.connection;

import dev.assay.database.Work.Limits;
import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks that the database answers, on a connection of its own: the result is here within seconds, however busy the other
 * connections are.
 */
@Singleton
public class DatabaseProbe {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseProbe.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Limits LIMITS = new Limits(0, PATIENCE, PATIENCE, PATIENCE);

    private final Connector connector;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicReference<@Nullable Connection> kept = new AtomicReference<>();

    DatabaseProbe(DatasourceConfiguration configuration) {
        this.connector = new Connector(configuration);
    }

    /** True if it answers; a broken connection is replaced first. */
    public boolean answers() {
        try {
            if (!lock.tryLock(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            return works(kept.get()) || works(renewed());
        } finally {
            lock.unlock();
        }
    }

    /** True if a new connection works. */
    boolean accepts() {
        try (Connection connection = open()) {
            return works(connection);
        } catch (SQLException e) {
            return false;
        }
    }

    @PreDestroy
    void close() {
        lock.lock();
        try {
            drop();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Connection renewed() {
        drop();
        try {
            kept.set(open());
        } catch (SQLException e) {
            LOG.atDebug().setCause(e).log("The database does not answer");
        }
        return kept.get();
    }

    private void drop() {
        Connection before = kept.getAndSet(null);
        try {
            if (before != null) {
                before.close();
            }
        } catch (SQLException e) {
            LOG.atDebug().setCause(e).log("The connection of the probe was broken");
        }
    }

    private Connection open() throws SQLException {
        return connector.open(LIMITS, Math.toIntExact(PATIENCE.toSeconds()));
    }

    private static boolean works(@Nullable Connection connection) {
        try {
            return connection != null && connection.isValid(Math.toIntExact(PATIENCE.toSeconds()));
        } catch (SQLException e) {
            return false;
        }
    }
}
