package dev.assay.result;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import org.jspecify.annotations.Nullable;

/**
 * The details of a result.
 *
 * @param id that of the result
 * @param detail null if it is beyond the bound
 * @param suite the suite with its output, host or properties; null if it has none of them
 */
@Introspected
public record DetailRow(
        int id,
        @TypeDef(type = DataType.JSON) @Nullable ResultDetail detail,
        @Nullable Long suite) {}
