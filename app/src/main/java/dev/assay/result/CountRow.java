package dev.assay.result;

import io.micronaut.core.annotation.Introspected;

@Introspected
record CountRow(int execution, long passed, long failed, long skipped) {}
