package dev.assay.execution;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;

/** What an agent reported while a test ran. */
@Introspected
public record Event(String name, Instant at, String detail) {}
