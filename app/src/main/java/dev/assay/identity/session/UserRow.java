package dev.assay.identity.session;

import dev.assay.access.Permission;
import dev.assay.access.User;
import io.micronaut.core.annotation.Introspected;
import org.jspecify.annotations.Nullable;

/** @param permissions permissions of all the user's teams: wire names, separated by commas */
@Introspected
record UserRow(int id, String email, @Nullable String launchpadHandle, String name, boolean admin, String permissions) {

    User user() {
        return new User(id, email, launchpadHandle, name, admin, Permission.listed(permissions));
    }
}
