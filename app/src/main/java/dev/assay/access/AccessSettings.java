package dev.assay.access;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * @param authentication {@code AUTHENTICATION}: {@code false} lets anyone do everything; in development only
 * @param requireAuthentication {@code REQUIRE_AUTHENTICATION}: true if {@code /}, version and API description need an authenticated
 *     caller (AUTH-6)
 * @param ignorePermissions {@code IGNORE_PERMISSIONS}: permissions that everybody holds, comma separated (AUTH-12)
 */
@ConfigurationProperties("assay.access")
record AccessSettings(boolean authentication, boolean requireAuthentication, String ignorePermissions) {}
