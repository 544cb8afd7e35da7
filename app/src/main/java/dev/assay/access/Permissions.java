package dev.assay.access;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What applications and teams may do. Test Observer's permissions are in its columns, ours in tables of ours, because programs that
 * map its schema fail on what they do not know.
 */
@Singleton
public class Permissions {
    private final PermissionRepository permissions;

    Permissions(PermissionRepository permissions) {
        this.permissions = permissions;
    }

    /** Who may hold permissions. */
    enum Holder {
        APPLICATION,
        /** For its members. */
        TEAM;

        /** In texts and in the database. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** By name; empty when there is no such holder. */
    Optional<List<Permission>> of(Holder holder, long id) {
        return permissions
                .held(holder, id)
                .map(names -> Permission.listed(names).stream()
                        .distinct()
                        .sorted(Comparator.comparing(Permission::wire))
                        .toList());
    }

    /** Also what is held already; false when there is no such holder. */
    boolean grant(Holder holder, long id, Permission permission) {
        return permissions.grant(holder, id, permission);
    }

    /** Also what is not held; false when there is no such holder. */
    boolean revoke(Holder holder, long id, Permission permission) {
        return permissions.revoke(holder, id, permission);
    }

    /**
     * Makes these, as far as they are ours, all that an application holds of ours; Test Observer's stay. Joins the caller's
     * transaction.
     *
     * @return how many that changes
     */
    public int setOurs(int application, Collection<Permission> given) {
        return permissions.setOurs(
                application,
                given.stream()
                        .filter(Permission::isOurs)
                        .distinct()
                        .map(Permission::wire)
                        .toList());
    }

    /** Names of those that Test Observer knows, for its columns. */
    public static String[] theirs(Collection<Permission> given) {
        return given.stream()
                .filter(permission -> !permission.isOurs())
                .map(Permission::wire)
                .toArray(String[]::new);
    }
}
