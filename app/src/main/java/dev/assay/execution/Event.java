package dev.assay.execution;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;

/** An event that an agent reported while a test ran. */
@Introspected
public record Event(String name, Instant at, String detail) {}
