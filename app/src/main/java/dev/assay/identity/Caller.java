package dev.assay.identity;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, as far as the credentials resolve; bad ones make nobody of the caller, never an error (AUTH-1).
 *
 * @param application the application whose key was presented, null for none
 * @param permissions what the caller holds, without those that everybody holds
 */
public record Caller(@Nullable Application application, Set<Permission> permissions) {
    static final Caller NOBODY = new Caller(null, Set.of());

    public Caller {
        permissions = Set.copyOf(permissions);
    }

    public boolean isSomebody() {
        return application != null;
    }

    /** Stable text that tells callers apart, for what is remembered per caller: {@code application:7}, {@code anonymous}. */
    public String principal() {
        return application == null ? "anonymous" : "application:" + application.id();
    }
}
