package dev.assay.rerun;

/**
 * A requested rerun, for code that can run it.
 *
 * @param build the id of the build to test again
 */
public record RequestedRerun(long id, PlanEnvironment place, long build) {}
