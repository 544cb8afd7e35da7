package dev.assay.upload;

import dev.assay.execution.Start;
import dev.assay.identity.Caller;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A result file and what it is about.
 *
 * @param key the caller's {@code Idempotency-Key}, null for none
 * @param metadata pairs that the execution gets in addition
 * @param requestSha256 over content and parameters: tells a repetition from a key used again for something else
 */
record Upload(
        Caller caller,
        @Nullable String key,
        Start start,
        Map<String, List<String>> metadata,
        Spool content,
        byte[] requestSha256) {}
