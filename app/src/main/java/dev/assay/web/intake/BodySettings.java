package dev.assay.web.intake;

import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.convert.format.ReadableBytes;

/**
 * @param memory {@code BODY_MEMORY}: how much of the heap the bodies of all requests may take together, in bytes
 * @param jsonSize {@code JSON_MAX_SIZE}: the longest body that is read into memory, in bytes, unpacked
 */
@Context
@ConfigurationProperties("assay.bodies")
public record BodySettings(
        @ReadableBytes long memory, @ReadableBytes long jsonSize) {
    private static final long LEAST = 4L << 20;

    public BodySettings {
        if (memory < LEAST) {
            throw new RefusedSetting(
                    "BODY_MEMORY",
                    "leaves no room for bodies",
                    "Write how much of the heap bodies may take together: BODY_MEMORY=32MB");
        }
        if (jsonSize < 1) {
            throw new RefusedSetting("JSON_MAX_SIZE", "leaves no room for a body", "Write a size: JSON_MAX_SIZE=4MB");
        }
    }

    /** How many bytes bodies may take together: never more than a quarter of the heap. */
    long budget() {
        return Math.min(memory, Runtime.getRuntime().maxMemory() / 4);
    }
}
