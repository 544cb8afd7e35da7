package dev.assay.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A person who is signed in.
 *
 * @param admin true if the person passes every check of permissions (AUTH-10)
 * @param permissions the permissions of all the person's teams
 */
public record User(
        int id,
        String email,
        @Nullable String launchpadHandle,
        String name,
        boolean admin,
        List<Permission> permissions) {
    public User {
        permissions = List.copyOf(permissions);
    }
}
