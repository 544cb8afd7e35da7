package dev.assay.access;

import dev.assay.platform.Development;
import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.Context;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses to start with settings that let anyone do everything, except on a developer's machine; warns about unusual ones. */
@Context
class SafeStart {
    private static final Logger LOG = LoggerFactory.getLogger(SafeStart.class);

    SafeStart(AccessSettings settings, Development development) {
        if (!settings.authentication() && !development.enabled()) {
            throw new RefusedSetting(
                    "AUTHENTICATION",
                    "is false: anyone could do everything",
                    "Remove it, or on a developer's machine set ASSAY_DEVELOPMENT=true");
        }
        if (!settings.authentication()) {
            LOG.warn("AUTHENTICATION=false: anyone may do everything");
        }
        String ignoredPermissions = settings.ignorePermissions().strip().toLowerCase(Locale.ROOT);
        if (settings.requireAuthentication() && !ignoredPermissions.isEmpty()) {
            // AUTH-6, QUIRK A1
            LOG.atWarn()
                    .addKeyValue("permissions", ignoredPermissions)
                    .log(
                            "REQUIRE_AUTHENTICATION does not apply to the permissions in IGNORE_PERMISSIONS: everybody holds them");
        }
        if (ignoredPermissions.contains("change_") || ignoredPermissions.contains("add_")) {
            LOG.atWarn()
                    .addKeyValue("permissions", ignoredPermissions)
                    .log("IGNORE_PERMISSIONS lets everybody change data");
        }
    }
}
