package dev.assay.web.intake;

import dev.assay.platform.RefusedSetting;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.convert.format.ReadableBytes;
import java.time.Duration;

/**
 * Limits how many large uploads are read at once.
 *
 * @param size {@code UPLOAD_LARGE_SIZE}: an upload is large if it has more bytes than this, unpacked
 * @param perCaller {@code UPLOAD_LARGE_PER_CALLER}: how many large uploads of one caller are read at once
 * @param atOnce {@code UPLOAD_LARGE_AT_ONCE}: how many large uploads are read at once; each holds a connection to the database
 * @param patience {@code UPLOAD_LARGE_WAIT}: how long another one waits before it is refused
 */
@Context
@ConfigurationProperties("assay.uploads.large")
public record LargeUploadSettings(@ReadableBytes long size, int perCaller, int atOnce, Duration patience) {

    public LargeUploadSettings {
        if (perCaller < 1 || atOnce < 1) {
            throw new RefusedSetting(
                    perCaller < 1 ? "UPLOAD_LARGE_PER_CALLER" : "UPLOAD_LARGE_AT_ONCE",
                    "lets no large upload in",
                    "Write how many are read at once: UPLOAD_LARGE_PER_CALLER=2, UPLOAD_LARGE_AT_ONCE=4");
        }
    }
}
