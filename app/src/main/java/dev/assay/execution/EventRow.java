package dev.assay.execution;

import io.micronaut.core.annotation.Introspected;
import java.time.LocalDateTime;

@Introspected
record EventRow(String eventName, LocalDateTime timestamp, String detail) {}
