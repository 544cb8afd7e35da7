package dev.assay.database;

import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.context.ServerRequestContext;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of work that need the database, and what each may take of it: the one table of these limits, which docs/LIMITS.md
 * repeats. A kind has connections of its own, so that none can take those of another.
 */
public enum Work {
    /** What a request asks for that is none of the others. */
    REQUEST(35, Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(35)),
    /** A report, chunk by chunk. */
    REPORT(15, Duration.ofMinutes(2), Duration.ofSeconds(5), Duration.ofSeconds(125)),
    /** A request that writes any number of rows: results, attachments and reruns by filters. */
    BULK_WRITE(30, Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofSeconds(605)),
    /** What no request asks for: periodic work, deliveries, the operator, commands. */
    BACKGROUND(20, Duration.ofMinutes(5), Duration.ofSeconds(30), Duration.ofSeconds(305)),
    /** Migrations, on connections that are not kept. */
    MIGRATION(0, Duration.ofHours(4), Duration.ofMinutes(2), Duration.ofSeconds(14_405));

    private static final ScopedValue<Work> NAMED = ScopedValue.newInstance();

    private final Limits limits;

    Work(int share, Duration statement, Duration lock, Duration socket) {
        this.limits = new Limits(share, statement, lock, socket);
    }

    /**
     * What a kind of work may take.
     *
     * @param share of the connections, in percent
     * @param statement how long a statement may run; also how long a transaction may do nothing
     * @param lock how long a statement may wait for a lock
     * @param socket how long nothing may come from the database while we wait for it
     */
    public record Limits(int share, Duration statement, Duration lock, Duration socket) {}

    /** Unless a setting says otherwise. */
    public Limits limits() {
        return limits;
    }

    /** As settings name it: {@code bulk-write}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Does this as work of this kind, on this thread. A transaction that has begun stays what it is. */
    public <T extends @Nullable Object> T during(Supplier<T> work) {
        return ScopedValue.where(NAMED, this).call(work::get);
    }

    /** Does this as work of this kind, on this thread. */
    public void during(Runnable work) {
        ScopedValue.where(NAMED, this).run(work);
    }

    /** What the present request is for, such as {@code GET /v1/artefacts/{artefact_id}}; empty where there is none. */
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
