package dev.assay.identity;

import io.micronaut.core.annotation.Introspected;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * @param permissions comma separated wire names
 * @param clear the key stands in the table as it is, not as its hash
 */
@Introspected
record ApplicationRow(int id, String name, String permissions, boolean clear) {

    List<Permission> permissionList() {
        return Arrays.stream(permissions.split(","))
                .filter(name -> !name.isEmpty())
                .map(name -> Permission.valueOf(name.toUpperCase(Locale.ROOT)))
                .toList();
    }
}
