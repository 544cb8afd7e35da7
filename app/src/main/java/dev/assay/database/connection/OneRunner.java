package dev.assay.database.connection;

import dev.assay.database.AuditContext;
import dev.assay.database.Statements;
import dev.assay.database.Work;
import dev.assay.platform.BackgroundSettings;
import io.micronaut.jdbc.DataSourceResolver;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Background work that one replica does for all (BG-4): the first replica in an interval does it, never two at once. The lock is a
 * session lock on a connection of its own, without a transaction. So the work may wait for others as long as it likes (BG-5), and a
 * killed runner does not leave a lock behind.
 *
 * <p>For a method with {@code @Scheduled(initialDelay = "600s", fixedDelay = "600s")}: {@code runner.every(Duration.ofSeconds(600),
 * "delete expired sessions", this::delete)}.
 */
@Singleton
public class OneRunner {
    private static final Logger LOG = LoggerFactory.getLogger(OneRunner.class);

    /** The timers of replicas differ a little, so a run may begin slightly before the interval ends. */
    private static final double EARLY = 0.9;

    private final DataSource dataSource;
    private final BackgroundSettings settings;
    /** Limits runs, because the work needs connections in addition to the one that holds its lock. */
    private final Semaphore turns;

    OneRunner(DataSource dataSource, DataSourceResolver resolver, BackgroundSettings settings, WorkLimits limits) {
        this.dataSource = resolver.resolve(dataSource);
        this.settings = settings;
        this.turns = new Semaphore(Math.max(1, limits.connections(Work.BACKGROUND) / 2), true);
    }

    /** The result of an attempt to run. */
    public enum Outcome {
        DONE,
        /** It failed; the log says why. */
        FAILED,
        /** Another replica is running it, or ran it within the interval. */
        NOT_DUE,
        /** Switched off by {@code BACKGROUND_WORK} or {@code DISABLE_PERIODIC_TASKS} (BG-2). */
        DISABLED
    }

    /**
     * Runs the work unless it was started within the interval; never throws (BG-6). Missed runs are not repeated.
     *
     * @param name distinguishes this work from other work in the database, in the logs and in the audit log
     */
    public Outcome every(Duration interval, String name, Runnable work) {
        if (!settings.enabled() || settings.disabled()) {
            return Outcome.DISABLED;
        }
        turns.acquireUninterruptibly();
        try {
            return Work.BACKGROUND.during(() -> run(interval, name, work));
        } finally {
            turns.release();
        }
    }

    private Outcome run(Duration interval, String name, Runnable work) {
        try (Connection connection = dataSource.getConnection()) {
            Statements statements = Statements.on(connection);
            if (!ask(statements, "SELECT pg_try_advisory_lock(hashtextextended(:turn, 0))", name)) {
                return Outcome.NOT_DUE;
            }
            try {
                if (!begin(statements, interval, name)) {
                    return Outcome.NOT_DUE;
                }
                AuditContext.system(name).during(work);
                return Outcome.DONE;
            } finally {
                ask(statements, "SELECT pg_advisory_unlock(hashtextextended(:turn, 0))", name);
            }
        } catch (SQLException | RuntimeException e) {
            LOG.atError().addKeyValue("work", name).setCause(e).log("Background work failed");
            return Outcome.FAILED;
        }
    }

    private static boolean begin(Statements statements, Duration interval, String name) {
        String sql = """
                INSERT INTO background_work AS w (name, started_at) VALUES (:name, now())
                ON CONFLICT (name) DO UPDATE SET started_at = excluded.started_at
                WHERE w.started_at <= excluded.started_at - :millis * interval '1 millisecond'
                """;
        return statements
                        .update(sql)
                        .bind("name", name)
                        .bind("millis", (long) (interval.toMillis() * EARLY))
                        .execute()
                > 0;
    }

    private static boolean ask(Statements statements, String sql, String name) {
        return statements
                .query(sql)
                .bind("turn", "assay background work: " + name)
                .mapTo(Boolean.class)
                .one();
    }
}
