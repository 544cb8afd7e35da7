package dev.assay.operator.source;

import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.convert.format.ReadableBytes;

/**
 * How much the operator collects at once.
 *
 * @param logLimit {@code RESULT_SOURCE_LOG_LIMIT}: how many bytes are read of the logs of one Job or Pod
 * @param batch {@code RESULT_SOURCE_BATCH}: how many Jobs or Pods of a source are collected before its status is written
 * @param parallelism {@code RESULT_SOURCE_PARALLELISM}: how many are collected at once, of all sources together
 */
@ConfigurationProperties("assay.sources")
record SourceSettings(@ReadableBytes long logLimit, int batch, int parallelism) {
    private static final int MOST_AT_ONCE = 64;
    private static final int LARGEST_BATCH = 1000;

    SourceSettings {
        require(logLimit > 0, "RESULT_SOURCE_LOG_LIMIT", "must be more than nothing", "64MB");
        require(batch > 0 && batch <= LARGEST_BATCH, "RESULT_SOURCE_BATCH", "must be 1 to " + LARGEST_BATCH, "50");
        require(
                parallelism > 0 && parallelism <= MOST_AT_ONCE,
                "RESULT_SOURCE_PARALLELISM",
                "must be 1 to " + MOST_AT_ONCE,
                "4");
    }

    private static void require(boolean holds, String key, String problem, String example) {
        if (!holds) {
            throw new RefusedSetting(key, problem, "Write for example: " + key + "=" + example);
        }
    }
}
