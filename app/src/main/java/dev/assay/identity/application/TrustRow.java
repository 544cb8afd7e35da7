package dev.assay.identity.application;

import io.micronaut.core.annotation.Introspected;
import java.time.LocalDateTime;

/** @param conditions as JSON */
@Introspected
record TrustRow(
        String name,
        String issuer,
        String audience,
        String conditions,
        LocalDateTime createdAt,
        LocalDateTime updatedAt) {}
