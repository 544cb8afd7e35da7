package dev.assay.upload;

import io.micronaut.core.annotation.Introspected;

/** @param answer the response, as JSON */
@Introspected
record UploadRow(int testExecutionId, byte[] requestSha256, String answer) {}
