package dev.assay.rerun;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * @param automaticLimit {@code AUTO_RERUN_LIMIT}: the number of executions of a plan, build and environment from which
 *     issues request no more reruns; 0 for no limit (RERUN-3)
 */
@ConfigurationProperties("assay.reruns")
record RerunSettings(int automaticLimit) {}
