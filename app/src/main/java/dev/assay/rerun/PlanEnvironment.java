package dev.assay.rerun;

/** A test plan and an environment: a group of executions of any build. */
public record PlanEnvironment(String testPlan, String environment, String architecture) {}
