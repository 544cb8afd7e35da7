package dev.assay.upload;

import io.micronaut.core.annotation.Introspected;

/** @param answer what was answered, as JSON */
@Introspected
record UploadRow(int testExecutionId, byte[] requestSha256, String answer) {}
