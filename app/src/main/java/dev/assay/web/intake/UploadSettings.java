package dev.assay.web.intake;

import dev.assay.platform.Gunzip;
import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.convert.format.ReadableBytes;
import java.time.Duration;

/**
 * @param directory {@code UPLOAD_DIRECTORY}: where uploads of more than a megabyte are kept while they are read; must exist
 * @param maxSize {@code UPLOAD_MAX_SIZE}: how long an upload may be, in bytes, before and after unpacking
 * @param spoolSize {@code UPLOAD_SPOOL_SIZE}: how many bytes of all uploads the directory may hold
 * @param maxRatio {@code UPLOAD_MAX_RATIO}: how many times its size an upload may unpack to
 * @param logSize {@code LOG_MAX_SIZE}: how many bytes of one log collectors keep
 * @param abandonedAfter {@code UPLOAD_ABANDONED_AFTER}: how long after its last part an execution ends that nothing
 *     completes; zero for never
 */
@Context
@ConfigurationProperties("assay.uploads")
public record UploadSettings(
        String directory,
        @ReadableBytes long maxSize,
        @ReadableBytes long spoolSize,
        int maxRatio,
        @ReadableBytes long logSize,
        Duration abandonedAfter) {

    public UploadSettings {
        if (maxSize < 1 || spoolSize < 1) {
            throw new RefusedSetting(
                    maxSize < 1 ? "UPLOAD_MAX_SIZE" : "UPLOAD_SPOOL_SIZE",
                    "leaves no room for any upload",
                    "Write a size: UPLOAD_MAX_SIZE=4GB, UPLOAD_SPOOL_SIZE=7GB");
        }
        if (abandonedAfter.isNegative()) {
            throw new RefusedSetting(
                    "UPLOAD_ABANDONED_AFTER",
                    "is before the last part",
                    "Write how long after it an execution ends: UPLOAD_ABANDONED_AFTER=24h; 0s is never");
        }
        if (maxRatio < 1) {
            throw new RefusedSetting(
                    "UPLOAD_MAX_RATIO",
                    "is " + maxRatio + ", but nothing unpacks to less than its size",
                    "Write how many times its size an upload may unpack to: UPLOAD_MAX_RATIO=200");
        }
    }

    /** How many bytes of the directory one caller may fill; the rest is for others. */
    long share() {
        return Math.max(1, spoolSize / 4 * 3);
    }

    /** The longest body, in bytes; it must fit into its caller's share. */
    public long longest() {
        return Math.min(maxSize, share());
    }

    Gunzip.Limits unpacking() {
        return new Gunzip.Limits(maxSize, maxRatio);
    }
}
