package dev.assay.rerun;

/** Where a plan is tested: a group of executions of any build. */
public record PlanEnvironment(String testPlan, String environment, String architecture) {}
