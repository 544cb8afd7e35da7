package dev.assay.rerun;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * @param automaticLimit {@code AUTO_RERUN_LIMIT}: how many executions a group of plan, build and environment may have before
 *     issues stop asking for another; 0 for any number (RERUN-3)
 */
@ConfigurationProperties("assay.reruns")
record RerunSettings(int automaticLimit) {}
