package dev.assay.testcase;

import io.micronaut.core.annotation.Introspected;

/** @param templateId empty for none */
@Introspected
public record TestCase(String name, String templateId) {}
