package dev.assay.database.connection;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.assay.database.AuditContext;
import dev.assay.database.Work;
import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import io.micronaut.configuration.jdbc.hikari.DatasourceFactory;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.context.event.BeanDestroyedEvent;
import io.micronaut.context.event.BeanDestroyedEventListener;
import io.micronaut.core.order.Ordered;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.context.ServerRequestContext;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * A pool for each kind of work, with its limits. They tell the database in whose name a connection is used,
 * for the audit log, in one round trip for each request that may write; whoever takes a connection comes by here.
 */
@Singleton
class Pools implements BeanCreatedEventListener<DataSource>, BeanDestroyedEventListener<DatasourceFactory>, Ordered {
    private static final String TELL = """
            SELECT set_config('assay.principal', ?, false),
                   set_config('assay.principal_name', ?, false),
                   set_config('assay.operation', ?, false)
            """;

    /** How long a caller waits for its own bulk writes, which others do not. */
    private static final Duration WRITERS_WAIT = Duration.ofSeconds(30);

    private final DatasourceConfiguration configuration;
    private final WorkLimits limits;
    private final AuditContext otherwise;
    private final Map<Work, HikariDataSource> pools = new ConcurrentHashMap<>();
    private final ConnectionShares operations;
    private final ConnectionShares writers;
    /** What each session of the database was told last. */
    private final Map<PGConnection, AuditContext> told = Collections.synchronizedMap(new WeakHashMap<>());

    private final AtomicLong worked = new AtomicLong(System.nanoTime());
    private final AtomicBoolean closed = new AtomicBoolean();

    Pools(DatasourceConfiguration configuration, WorkLimits limits, Doer doer) {
        this.configuration = configuration;
        this.limits = limits;
        Duration patience = Duration.ofMillis(configuration.getConnectionTimeout());
        this.operations = ConnectionShares.ofOperations(limits.half(Work.REQUEST), patience);
        this.writers = ConnectionShares.ofCallers(limits.half(Work.BULK_WRITE), WRITERS_WAIT);
        this.otherwise = new AuditContext(doer.principal(), "", doer.operation());
    }

    /**
     * In whose name the process changes what is nobody's request.
     *
     * @param principal {@code system}
     * @param operation what it is called in the audit log
     */
    @ConfigurationProperties("assay.act")
    record Doer(String principal, String operation) {}

    /** Next to the pool of the main work: what Micronaut puts around it goes around all of them. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public DataSource onCreated(BeanCreatedEvent<DataSource> event) {
        pools.put(limits.main(), (HikariDataSource) DelegatingDataSource.unwrapDataSource(event.getBean()));
        return new PooledSource(this);
    }

    /** After whoever used them, with the pool of the main work. */
    @Override
    public void onDestroyed(BeanDestroyedEvent<DatasourceFactory> event) {
        closed.set(true);
        pools.values().forEach(HikariDataSource::close);
    }

    /** A connection for the present work; giving it back is closing it. */
    Connection take() throws SQLException {
        Work work = Work.current();
        if (work == Work.MIGRATION) {
            return told(new Connector(configuration).open(limits.of(work)));
        }
        ConnectionShares.Turn turn = turn(work);
        try {
            HikariDataSource pool = pool(work);
            Connection connection = pool.getConnection();
            long since = System.nanoTime();
            return LeasedConnection.of(told(connection), pool, working -> back(work, turn, since, working));
        } catch (SQLException | RuntimeException e) {
            if (turn != null) {
                turn.back();
            }
            throw e;
        }
    }

    /** When a connection of the main work last came back in order, by {@link System#nanoTime}. */
    long worked() {
        return worked.get();
    }

    /** Whether the main work would get a connection that works. */
    boolean works() {
        try (Connection connection = pool(limits.main()).getConnection()) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    private HikariDataSource pool(Work work) {
        if (closed.get()) {
            throw new IllegalStateException("the pools are closed");
        }
        return pools.computeIfAbsent(work, this::open);
    }

    /** Like that of the main work, but connections are made only when they are needed. */
    private HikariDataSource open(Work work) {
        HikariDataSource main = Objects.requireNonNull(pools.get(limits.main()));
        HikariConfig pool = new HikariConfig();
        pool.setDriverClassName(configuration.getDriverClassName());
        pool.setJdbcUrl(configuration.getUrl());
        pool.setUsername(configuration.getUsername());
        pool.setPassword(configuration.getPassword());
        pool.setConnectionTimeout(configuration.getConnectionTimeout());
        pool.setMinimumIdle(0);
        pool.setInitializationFailTimeout(-1);
        pool.setMetricRegistry(main.getMetricRegistry());
        Connector.limit(pool, work, limits);
        return new HikariDataSource(pool);
    }

    private Connection told(Connection connection) throws SQLException {
        try {
            AuditContext act = AuditContext.current(otherwise).orElse(null);
            PGConnection session = connection.unwrap(PGConnection.class);
            if (act == null || act == told.get(session)) {
                return connection;
            }
            try (PreparedStatement statement = connection.prepareStatement(TELL)) {
                statement.setString(1, act.principal());
                statement.setString(2, act.name());
                statement.setString(3, act.operation());
                statement.execute();
                told.put(session, act);
                return connection;
            }
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Of the present operation, or of its caller; work that is not a request waits for nothing. */
    private ConnectionShares.@Nullable Turn turn(Work work) throws SQLException {
        if (ServerRequestContext.currentRequest().isEmpty()) {
            return null;
        }
        return switch (work) {
            case REQUEST -> operations.take(Work.operation());
            case BULK_WRITE ->
                writers.take(AuditContext.current(otherwise).orElse(otherwise).principal());
            case REPORT, BACKGROUND, MIGRATION -> null;
        };
    }

    private void back(Work work, ConnectionShares.@Nullable Turn turn, long since, boolean working) {
        if (working && work == limits.main()) {
            worked.set(System.nanoTime());
        }
        if (turn != null) {
            turn.back(System.nanoTime() - since);
        }
    }
}
