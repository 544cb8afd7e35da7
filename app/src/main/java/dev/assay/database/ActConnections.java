package dev.assay.database;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.order.Ordered;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Tells the database in whose name a connection is used, for the audit log: one round trip for each request that may write.
 * Whoever takes one from the pool comes by here.
 */
@Singleton
class ActConnections implements BeanCreatedEventListener<DataSource>, Ordered {
    private final Act otherwise;

    ActConnections(Settings settings) {
        this.otherwise = new Act(settings.principal(), "", settings.operation());
    }

    /**
     * What the process does that is nobody's request.
     *
     * @param principal {@code system}
     * @param operation what it is called in the audit log
     */
    @ConfigurationProperties("assay.act")
    record Settings(String principal, String operation) {}

    /** Next to the pool: what Micronaut puts around it goes around this. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public DataSource onCreated(BeanCreatedEvent<DataSource> event) {
        return new Telling(
                DelegatingDataSource.unwrapDataSource(event.getBean()),
                otherwise,
                Collections.synchronizedMap(new WeakHashMap<>()));
    }

    /** @param last what each session of the database was told last */
    private record Telling(DataSource pool, Act otherwise, Map<PGConnection, Act> last) implements DataSource {
        private static final String TELL = """
                SELECT set_config('assay.principal', ?, false),
                       set_config('assay.principal_name', ?, false),
                       set_config('assay.operation', ?, false)
                """;

        @Override
        public Connection getConnection() throws SQLException {
            return told(pool.getConnection());
        }

        @Override
        public Connection getConnection(String username, String password) throws SQLException {
            return told(pool.getConnection(username, password));
        }

        private Connection told(Connection connection) throws SQLException {
            Act act = Act.current(otherwise).orElse(null);
            PGConnection session = connection.unwrap(PGConnection.class);
            if (act == null || act == last.get(session)) {
                return connection;
            }
            try (PreparedStatement statement = connection.prepareStatement(TELL)) {
                statement.setString(1, act.principal());
                statement.setString(2, act.name());
                statement.setString(3, act.operation());
                statement.execute();
                last.put(session, act);
                return connection;
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        }

        @Override
        public PrintWriter getLogWriter() throws SQLException {
            return pool.getLogWriter();
        }

        @Override
        public void setLogWriter(PrintWriter out) throws SQLException {
            pool.setLogWriter(out);
        }

        @Override
        public void setLoginTimeout(int seconds) throws SQLException {
            pool.setLoginTimeout(seconds);
        }

        @Override
        public int getLoginTimeout() throws SQLException {
            return pool.getLoginTimeout();
        }

        @Override
        public Logger getParentLogger() throws java.sql.SQLFeatureNotSupportedException {
            return pool.getParentLogger();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            return type.isInstance(pool) ? type.cast(pool) : pool.unwrap(type);
        }

        @Override
        public boolean isWrapperFor(Class<?> type) throws SQLException {
            return type.isInstance(pool) || pool.isWrapperFor(type);
        }
    }
}
