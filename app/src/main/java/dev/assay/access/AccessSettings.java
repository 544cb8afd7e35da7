package dev.assay.access;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * @param authentication {@code AUTHENTICATION}: {@code false} lets anybody do everything; in development only
 * @param requireAuthentication {@code REQUIRE_AUTHENTICATION}: whether {@code /}, version and API description need a
 *     caller that is somebody (AUTH-6)
 * @param ignorePermissions {@code IGNORE_PERMISSIONS}: permissions that everybody holds, comma separated (AUTH-12)
 */
@ConfigurationProperties("assay.access")
record AccessSettings(boolean authentication, boolean requireAuthentication, String ignorePermissions) {}
