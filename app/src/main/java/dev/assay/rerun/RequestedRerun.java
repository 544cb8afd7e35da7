package dev.assay.rerun;

/**
 * A requested rerun, as those who can run it read it.
 *
 * @param build the id of what is tested again
 */
public record RequestedRerun(long id, PlanEnvironment place, long build) {}
