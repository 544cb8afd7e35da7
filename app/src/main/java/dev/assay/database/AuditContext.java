package dev.assay.database;

import io.micronaut.http.context.ServerRequestContext;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who does what, as the audit log tells it of every row that is written meanwhile. A request that may change something carries one
 * from the check of its permission on; work that nobody asked for names itself with {@link #during}; whatever else the process does
 * is done by {@code system}.
 *
 * @param principal {@code user:4}, {@code application:7}, {@code anonymous}, {@code command:<system user>} or {@code system}
 * @param name the person's e-mail or the application's name, else empty
 * @param operation {@code PATCH /v1/artefacts/{artefact_id}}, {@code assay user promote}, {@code delete expired sessions}
 */
public record AuditContext(String principal, String name, String operation) {
    private static final String ATTRIBUTE = "assay.act";
    private static final ScopedValue<AuditContext> NAMED = ScopedValue.newInstance();

    /** What the service does by itself. */
    public static AuditContext system(String operation) {
        return new AuditContext("system", "", operation);
    }

    /** Does this in the name of the act, on this thread. */
    public <T extends @Nullable Object> T during(Supplier<T> work) {
        return ScopedValue.where(NAMED, this).call(work::get);
    }

    /** Does this in the name of the act, on this thread. */
    public void during(Runnable work) {
        ScopedValue.where(NAMED, this).run(work);
    }

    /** Every change that the present request makes from now on is this act. */
    public void ofRequest() {
        ServerRequestContext.currentRequest().ifPresent(request -> request.setAttribute(ATTRIBUTE, this));
    }

    /** The act of this thread; empty for a request that only reads, or whose caller is not known yet. */
    public static Optional<AuditContext> current(AuditContext otherwise) {
        if (NAMED.isBound()) {
            return Optional.of(NAMED.get());
        }
        return ServerRequestContext.currentRequest()
                .map(request -> request.getAttribute(ATTRIBUTE, AuditContext.class))
                .orElseGet(() -> Optional.of(otherwise));
    }
}
