package dev.assay.audit;

import io.micronaut.context.annotation.ConfigurationProperties;
import java.time.Duration;

/** @param retention {@code AUDIT_RETENTION}: how long entries are kept, such as {@code 730d}; zero keeps them for ever */
@ConfigurationProperties("assay.audit")
record AuditSettings(Duration retention) {}
