package dev.assay.upload;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.convert.format.ReadableBytes;

/**
 * @param directory where uploads beyond a megabyte wait while they are read; must exist
 * @param maxSize in bytes, counted before and after decompression
 * @param logSize in bytes, what collectors keep of one log
 */
@ConfigurationProperties("assay.uploads")
public record UploadSettings(
        String directory,
        @ReadableBytes long maxSize,
        @ReadableBytes long logSize) {}
