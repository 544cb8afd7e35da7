package dev.assay.execution;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.LocalDateTime;

/** What an agent reported while a test ran; in and out (TE-STATUS-01). */
@Serdeable(naming = SnakeCaseStrategy.class)
public record Event(String eventName, LocalDateTime timestamp, String detail) {}
