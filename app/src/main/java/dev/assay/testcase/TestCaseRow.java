package dev.assay.testcase;

import io.micronaut.core.annotation.Introspected;

@Introspected
record TestCaseRow(String name, String templateId) {}
