package dev.assay.identity.application;

import io.micronaut.core.annotation.Introspected;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A trust in tokens of an issuer, or in service accounts of the cluster.
 *
 * @param issuer empty for service accounts, as is {@code audience}
 * @param conditions as JSON
 * @param namespace null for an issuer, as is {@code serviceAccount}
 */
@Introspected
record TrustRow(
        String name,
        String issuer,
        String audience,
        String conditions,
        @Nullable String namespace,
        @Nullable String serviceAccount,
        LocalDateTime createdAt,
        LocalDateTime updatedAt) {}
