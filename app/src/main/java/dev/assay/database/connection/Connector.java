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
 * Makes connections to the database that keep the limits of a kind of work without a word for each statement: the session has
 * those of the server, the socket that of the client. What {@code DB_URL} says of the driver's parameters comes first.
 */
record Connector(DatasourceConfiguration configuration) {
    /** For a new connection to be there, and for the signal that ends a statement. */
    private static final int SECONDS = 5;
    /** For a connection that was idle, in milliseconds. */
    private static final long VALIDATION = 2_000;

    /** A connection of the caller's own. */
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
     * A connection to any database, without limits of the session.
     *
     * @param socket how long nothing may come while we wait
     */
    static Connection open(DatabaseUrl url, Duration socket) throws SQLException {
        Properties properties = properties(socket, SECONDS);
        properties.setProperty("user", url.username());
        properties.setProperty("password", url.password());
        return DriverManager.getConnection(url.jdbcUrl(), properties);
    }

    /** @param login seconds until a new connection must be there */
    private static Properties properties(Duration socket, int login) {
        Properties properties = new Properties();
        PGProperty.SOCKET_TIMEOUT.set(properties, Math.toIntExact(socket.toSeconds()));
        PGProperty.CONNECT_TIMEOUT.set(properties, login);
        PGProperty.LOGIN_TIMEOUT.set(properties, login);
        PGProperty.CANCEL_SIGNAL_TIMEOUT.set(properties, SECONDS);
        PGProperty.SOCKET_FACTORY.set(properties, KeptAliveSockets.class.getName());
        return properties;
    }

    /** Makes a pool that of a kind of work. */
    static void limit(HikariConfig pool, Work work, WorkLimits limits) {
        pool.setPoolName(work.wire());
        pool.setMaximumPoolSize(limits.connections(work));
        pool.setMinimumIdle(Math.clamp(pool.getMinimumIdle(), 0, limits.connections(work)));
        pool.setValidationTimeout(VALIDATION);
        pool.setConnectionInitSql(session(limits.of(work)));
        properties(limits.of(work).socket(), SECONDS)
                .forEach((name, value) -> pool.addDataSourceProperty(String.valueOf(name), value));
    }

    /** Times are UTC; compiling a plan takes longer than any of ours runs. */
    private static String session(Limits limits) {
        return "SET TIME ZONE 'UTC'; SET jit = off; SET statement_timeout = %1$d; SET lock_timeout = %2$d; SET idle_in_transaction_session_timeout = %1$d"
                .formatted(limits.statement().toMillis(), limits.lock().toMillis());
    }
}
