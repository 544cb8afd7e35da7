package dev.assay.database;

import io.micronaut.http.context.ServerRequestContext;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who changes data and by what operation: the audit log records it for every row that is written. A request that may change
 * something has one once its permission is checked. Work that no request asked for names itself with {@link #during}. Everything
 * else that the process does is done by {@code system}.
 *
 * @param principal {@code user:4}, {@code application:7}, {@code anonymous}, {@code command:<system user>} or {@code system}
 * @param name the person's e-mail or the application's name, otherwise empty
 * @param operation {@code PATCH /v1/artefacts/{artefact_id}}, {@code assay user promote}, {@code delete expired sessions}
 */
public record AuditContext(String principal, String name, String operation) {
    private static final String ATTRIBUTE = "assay.act";
    private static final ScopedValue<AuditContext> NAMED = ScopedValue.newInstance();

    /** For what the service does by itself. */
    public static AuditContext system(String operation) {
        return new AuditContext("system", "", operation);
    }

    /** Runs the work in this context, on this thread. */
    public <T extends @Nullable Object> T during(Supplier<T> work) {
        return ScopedValue.where(NAMED, this).call(work::get);
    }

    /** Runs the work in this context, on this thread. */
    public void during(Runnable work) {
        ScopedValue.where(NAMED, this).run(work);
    }

    /** Makes this the context of every change that the present request makes from now on. */
    public void ofRequest() {
        ServerRequestContext.currentRequest().ifPresent(request -> request.setAttribute(ATTRIBUTE, this));
    }

    /** The context of this thread; empty for a request that only reads, or whose caller is not known yet. */
    public static Optional<AuditContext> current(AuditContext otherwise) {
        if (NAMED.isBound()) {
            return Optional.of(NAMED.get());
        }
        return ServerRequestContext.currentRequest()
                .map(request -> request.getAttribute(ATTRIBUTE, AuditContext.class))
                .orElseGet(() -> Optional.of(otherwise));
    }
}
