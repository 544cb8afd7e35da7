package dev.assay.upload.suite;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * @param outputLength in characters
 * @param output in lists only its beginning
 * @param part the name of the part that the suite belongs to; null for none
 */
@Introspected
record SuiteRow(
        long id,
        String name,
        @Nullable String host,
        @Nullable Instant ranAt,
        @TypeDef(type = DataType.JSON) Map<String, String> properties,
        int outputLength,
        String output,
        @Nullable String part) {}
