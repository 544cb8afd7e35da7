package dev.assay.identity.application;

import dev.assay.access.Permission;
import io.micronaut.core.annotation.Introspected;
import java.util.List;

/**
 * @param permissions comma separated wire names: all of them where a caller is let in, otherwise Test Observer's, which v1 shows
 * @param keyed whether there is a key that somebody may know
 * @param clear the key stands in the table as it is, not as its hash
 */
@Introspected
record ApplicationRow(int id, String name, String permissions, boolean keyed, boolean clear) {

    List<Permission> permissionList() {
        return Permission.listed(permissions);
    }
}
