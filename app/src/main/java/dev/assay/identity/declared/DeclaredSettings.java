package dev.assay.identity.declared;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * @param callers {@code KUBERNETES_CALLERS}: which service accounts are which application, and what each may do; see {@link
 *     Callers}
 */
@ConfigurationProperties("assay.declared")
record DeclaredSettings(String callers) {}
