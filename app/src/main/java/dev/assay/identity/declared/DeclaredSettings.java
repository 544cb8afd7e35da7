package dev.assay.identity.declared;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * @param callers {@code KUBERNETES_CALLERS}: the application of each service account, and its permissions; see {@link
 *     Callers}
 */
@ConfigurationProperties("assay.declared")
record DeclaredSettings(String callers) {}
