package dev.assay.database;

import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.context.ServerRequestContext;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of work that need the database, with the limits of each. This is the one table of these limits, which docs/LIMITS.md
 * repeats. Each kind has connections of its own, so that no kind can take those of another.
 */
public enum Work {
    /** A request that is none of the other kinds. */
    REQUEST(35, Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(35)),
    /** A report, read in parts. */
    REPORT(15, Duration.ofMinutes(2), Duration.ofSeconds(5), Duration.ofSeconds(125)),
    /** A request that writes any number of rows: results, attachments, and reruns by filters. */
    BULK_WRITE(30, Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofSeconds(605)),
    /** Work without a request: periodic work, deliveries, the operator, commands. */
    BACKGROUND(20, Duration.ofMinutes(5), Duration.ofSeconds(30), Duration.ofSeconds(305)),
    /** Migrations, on connections that are closed after use. */
    MIGRATION(0, Duration.ofHours(4), Duration.ofMinutes(2), Duration.ofSeconds(14_405));

    private static final ScopedValue<Work> NAMED = ScopedValue.newInstance();

    private final Limits limits;

    Work(int share, Duration statement, Duration lock, Duration socket) {
        this.limits = new Limits(share, statement, lock, socket);
    }

    /**
     * The limits of a kind of work.
     *
     * @param share the share of all connections, in percent
     * @param statement how long a statement may run, and how long a transaction may be idle
     * @param lock how long a statement may wait for a lock
     * @param socket how long we wait for data from the database
     */
    public record Limits(int share, Duration statement, Duration lock, Duration socket) {}

    /** The limits unless a setting changes them. */
    public Limits limits() {
        return limits;
    }

    /** The name in settings: {@code bulk-write}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Runs this as work of this kind, on this thread. A transaction that has begun keeps its kind. */
    public <T extends @Nullable Object> T during(Supplier<T> work) {
        return ScopedValue.where(NAMED, this).call(work::get);
    }

    /** Runs this as work of this kind, on this thread. */
    public void during(Runnable work) {
        ScopedValue.where(NAMED, this).run(work);
    }

    /** The operation of the present request, such as {@code GET /v1/artefacts/{artefact_id}}; empty if there is no request. */
    public static String operation() {
        return ServerRequestContext.currentRequest()
                .map(request -> request.getMethodName() + " "
                        + BasicHttpAttributes.getUriTemplate(request).orElse(""))
                .orElse("");
    }

    public static Work current() {
        if (NAMED.isBound()) {
            return NAMED.get();
        }
        return ServerRequestContext.currentRequest().isPresent() ? REQUEST : BACKGROUND;
    }
}
