package dev.assay.access;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The permissions of applications and teams. Test Observer's permissions are in its columns; ours are in tables of ours, because
 * programs that map its schema fail on permissions that they do not know.
 */
@Singleton
public class Permissions {
    private final PermissionRepository permissions;

    Permissions(PermissionRepository permissions) {
        this.permissions = permissions;
    }

    /** The kinds of holders of permissions. */
    enum Holder {
        APPLICATION,
        /** A team holds permissions for its members. */
        TEAM;

        /** The word for it in messages and in the database. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The permissions sorted by name; empty if the holder does not exist. */
    Optional<List<Permission>> of(Holder holder, long id) {
        return permissions
                .held(holder, id)
                .map(names -> Permission.listed(names).stream()
                        .distinct()
                        .sorted(Comparator.comparing(Permission::wire))
                        .toList());
    }

    /** Grants a permission, even if it is held already; false if the holder does not exist. */
    boolean grant(Holder holder, long id, Permission permission) {
        return permissions.grant(holder, id, permission);
    }

    /** Revokes a permission, even if it is not held; false if the holder does not exist. */
    boolean revoke(Holder holder, long id, Permission permission) {
        return permissions.revoke(holder, id, permission);
    }

    /**
     * Replaces the permissions of ours that an application holds by those of ours among the given ones; Test Observer's permissions
     * stay. Joins the caller's transaction.
     *
     * @return how many permissions that adds or removes
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

    /** The names of Test Observer's permissions among the given ones, for its columns. */
    public static String[] theirs(Collection<Permission> given) {
        return given.stream()
                .filter(permission -> !permission.isOurs())
                .map(Permission::wire)
                .toArray(String[]::new);
    }
}
