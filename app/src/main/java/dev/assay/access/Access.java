package dev.assay.access;

import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Decides what callers may do. Operations whose {@link Permit} leaves the decision to them ask here. Nothing is written. */
@Singleton
public class Access {
    private final GrantRepository grants;
    private final Set<String> ignoredPermissions;
    private final boolean off;
    private final boolean authenticationRequired;

    Access(GrantRepository grants, AccessSettings settings) {
        this.grants = grants;
        this.off = !settings.authentication();
        this.authenticationRequired = settings.authentication() && settings.requireAuthentication();
        this.ignoredPermissions = Arrays.stream(settings.ignorePermissions().split(","))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** True if callers must be authenticated even to ask about themselves (section 1.1 of the contract). */
    public boolean isAuthenticationRequired() {
        return authenticationRequired;
    }

    /**
     * The general check (AUTH-10, AUTH-15): true for an admin, for a caller that holds the permission through a team or as an
     * application, and for anyone if everybody holds it or authentication is off. Does not query the database.
     */
    public boolean holds(Caller caller, Permission permission) {
        return off
                || (caller.user() != null && caller.user().admin())
                || ignoredPermissions.contains(permission.wire())
                || caller.permissions().contains(permission);
    }

    /**
     * The grant check (AMR-30 to AMR-34): true if for each of these artefacts the user's teams have a matching rule, specific or
     * not, that grants the permission. Only users have such grants; for no artefacts at all, every user passes. Takes at most one
     * statement for any number of artefacts.
     */
    public boolean isGranted(Caller caller, Permission permission, Collection<Integer> artefactIds) {
        if (caller.user() == null || artefactIds.isEmpty()) {
            return caller.user() != null;
        }
        return grants.isGranted(caller.user().id(), permission.wire(), artefactIds.toArray(Integer[]::new));
    }
}
