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
 * Has a pool for each kind of work, with its limits; every connection comes from here. For the audit log it passes the audit
 * context to the database, in one round trip for each request that may write.
 */
@Singleton
class Pools implements BeanCreatedEventListener<DataSource>, BeanDestroyedEventListener<DatasourceFactory>, Ordered {
    private static final String SET_AUDIT_CONTEXT = """
            SELECT set_config('assay.principal', ?, false),
                   set_config('assay.principal_name', ?, false),
                   set_config('assay.operation', ?, false)
            """;

    /** How long a caller waits for its own other bulk writes to end. */
    private static final Duration WRITERS_WAIT = Duration.ofSeconds(30);

    private final DatasourceConfiguration configuration;
    private final WorkLimits limits;
    private final AuditContext defaultContext;
    private final Map<Work, HikariDataSource> pools = new ConcurrentHashMap<>();
    private final ConnectionShares operations;
    private final ConnectionShares writers;
    /** The audit context that each database session has now. */
    private final Map<PGConnection, AuditContext> contexts = Collections.synchronizedMap(new WeakHashMap<>());

    private final AtomicLong worked = new AtomicLong(System.nanoTime());
    private final AtomicBoolean closed = new AtomicBoolean();

    Pools(DatasourceConfiguration configuration, WorkLimits limits, DefaultAuditContext configured) {
        this.configuration = configuration;
        this.limits = limits;
        Duration patience = Duration.ofMillis(configuration.getConnectionTimeout());
        this.operations = ConnectionShares.ofOperations(limits.half(Work.REQUEST), patience);
        this.writers = ConnectionShares.ofCallers(limits.half(Work.BULK_WRITE), WRITERS_WAIT);
        this.defaultContext = new AuditContext(configured.principal(), "", configured.operation());
    }

    /**
     * The audit context of changes without a request.
     *
     * @param principal {@code system}
     * @param operation the operation that the audit log records
     */
    @ConfigurationProperties("assay.act")
    record DefaultAuditContext(String principal, String operation) {}

    /** Wraps the data source directly, so that whatever Micronaut puts around it applies to all pools. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public DataSource onCreated(BeanCreatedEvent<DataSource> event) {
        pools.put(limits.main(), (HikariDataSource) DelegatingDataSource.unwrapDataSource(event.getBean()));
        return new PooledSource(this);
    }

    /** Closes the pools after the beans that use them, together with the pool of the main work. */
    @Override
    public void onDestroyed(BeanDestroyedEvent<DatasourceFactory> event) {
        closed.set(true);
        pools.values().forEach(HikariDataSource::close);
    }

    /** A connection for the present work; closing it gives it back. */
    Connection take() throws SQLException {
        Work work = Work.current();
        if (work == Work.MIGRATION) {
            return audited(new Connector(configuration).open(limits.of(work)));
        }
        ConnectionShares.Lease turn = turn(work);
        try {
            HikariDataSource pool = pool(work);
            Connection connection = pool.getConnection();
            long since = System.nanoTime();
            return LeasedConnection.of(audited(connection), pool, working -> back(work, turn, since, working));
        } catch (SQLException | RuntimeException e) {
            if (turn != null) {
                turn.back();
            }
            throw e;
        }
    }

    /** When a working connection of the main work was last given back, by {@link System#nanoTime}. */
    long worked() {
        return worked.get();
    }

    /** True if the main work would get a connection that works. */
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

    /** Opens a pool like that of the main work, but with connections that are opened only when needed. */
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

    private Connection audited(Connection connection) throws SQLException {
        try {
            AuditContext context = AuditContext.current(defaultContext).orElse(null);
            PGConnection session = connection.unwrap(PGConnection.class);
            if (context == null || context == contexts.get(session)) {
                return connection;
            }
            try (PreparedStatement statement = connection.prepareStatement(SET_AUDIT_CONTEXT)) {
                statement.setString(1, context.principal());
                statement.setString(2, context.name());
                statement.setString(3, context.operation());
                statement.execute();
                contexts.put(session, context);
                return connection;
            }
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Waits for the turn of the present operation, or of its caller; null for work without a request, which does not wait. */
    private ConnectionShares.@Nullable Lease turn(Work work) throws SQLException {
        if (ServerRequestContext.currentRequest().isEmpty()) {
            return null;
        }
        return switch (work) {
            case REQUEST -> operations.take(Work.operation());
            case BULK_WRITE ->
                writers.take(AuditContext.current(defaultContext)
                        .orElse(defaultContext)
                        .principal());
            case REPORT, BACKGROUND, MIGRATION -> null;
        };
    }

    private void back(Work work, ConnectionShares.@Nullable Lease turn, long since, boolean working) {
        if (working && work == limits.main()) {
            worked.set(System.nanoTime());
        }
        if (turn != null) {
            turn.back(System.nanoTime() - since);
        }
    }
}
