package dev.assay.identity.application;

import dev.assay.access.Permission;
import io.micronaut.core.annotation.Introspected;
import java.util.List;

/**
 * @param permissions comma-separated wire names: all permissions if a caller is authenticated, otherwise only Test Observer's,
 *     which v1 shows
 * @param keyed true if the application has a key
 * @param clear true if the table holds the key in clear instead of its hash
 */
@Introspected
record ApplicationRow(int id, String name, String permissions, boolean keyed, boolean clear) {

    List<Permission> permissionList() {
        return Permission.listed(permissions);
    }
}
