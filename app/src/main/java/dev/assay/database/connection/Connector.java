package dev.assay.database.connection;

import com.zaxxer.hikari.HikariConfig;
import dev.assay.database.DatabaseUrl;
import dev.assay.database.Work;
import dev.assay.database.Work.Limits;
import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.PGProperty;

/**
 * Opens connections that enforce the limits of a kind of work without setting them for each statement: the session has the limits
 * that the server enforces, the socket those of the client. Driver parameters in {@code DB_URL} take precedence.
 */
record Connector(DatasourceConfiguration configuration) {
    /** Seconds to wait for a new connection, and for the signal that cancels a statement. */
    private static final int SECONDS = 5;
    /** Milliseconds to wait for the check of a connection that was idle. */
    private static final long VALIDATION = 2_000;

    /** Opens a connection that the caller closes. */
    Connection open(Limits limits) throws SQLException {
        return open(limits, SECONDS);
    }

    Connection open(Limits limits, int login) throws SQLException {
        Properties properties = properties(limits.socket(), login);
        properties.setProperty("user", configuration.getUsername());
        properties.setProperty("password", configuration.getPassword());
        Connection connection = DriverManager.getConnection(configuration.getUrl(), properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute(session(limits));
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Opens a connection to any database, without session limits.
     *
     * @param socket how long we wait for data
     */
    static Connection open(DatabaseUrl url, Duration socket) throws SQLException {
        Properties properties = properties(socket, SECONDS);
        properties.setProperty("user", url.username());
        properties.setProperty("password", url.password());
        return DriverManager.getConnection(url.jdbcUrl(), properties);
    }

    /** @param login seconds within which a new connection must be open */
    private static Properties properties(Duration socket, int login) {
        Properties properties = new Properties();
        PGProperty.SOCKET_TIMEOUT.set(properties, Math.toIntExact(socket.toSeconds()));
        PGProperty.CONNECT_TIMEOUT.set(properties, login);
        PGProperty.LOGIN_TIMEOUT.set(properties, login);
        PGProperty.CANCEL_SIGNAL_TIMEOUT.set(properties, SECONDS);
        PGProperty.SOCKET_FACTORY.set(properties, KeptAliveSockets.class.getName());
        return properties;
    }

    /** Configures a pool for a kind of work. */
    static void limit(HikariConfig pool, Work work, WorkLimits limits) {
        pool.setPoolName(work.wire());
        pool.setMaximumPoolSize(limits.connections(work));
        pool.setMinimumIdle(Math.clamp(pool.getMinimumIdle(), 0, limits.connections(work)));
        pool.setValidationTimeout(VALIDATION);
        pool.setConnectionInitSql(session(limits.of(work)));
        properties(limits.of(work).socket(), SECONDS)
                .forEach((name, value) -> pool.addDataSourceProperty(String.valueOf(name), value));
    }

    /** Sets UTC and the limits. JIT is off because compiling a plan takes longer than any of our statements runs. */
    private static String session(Limits limits) {
        return "SET TIME ZONE 'UTC'; SET jit = off; SET statement_timeout = %1$d; SET lock_timeout = %2$d; SET idle_in_transaction_session_timeout = %1$d"
                .formatted(limits.statement().toMillis(), limits.lock().toMillis());
    }
}
