package dev.assay.operator.run;

import io.micronaut.core.annotation.Introspected;

/** A run with attempts that have not ended. */
@Introspected
record OpenRun(String namespace, String runName, String runUid) {}
