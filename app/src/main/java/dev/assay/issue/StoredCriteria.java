package dev.assay.issue;

import dev.assay.filter.Criteria;
import dev.assay.web.input.Input;
import dev.assay.web.input.shape.Shapes;
import io.micronaut.core.type.Argument;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.serde.Decoder;
import io.micronaut.serde.Deserializer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.function.Function;

/** Reads criteria that are stored with a rule. The columns have the names of the fields in requests. */
@Singleton
final class StoredCriteria implements Deserializer<Criteria> {
    private final Function<JsonNode, Columns> columns = Shapes.stored(Columns.class);

    record Columns(@Input.Flat(asShown = true) Criteria criteria) {}

    @Override
    public Criteria deserialize(Decoder decoder, DecoderContext context, Argument<? super Criteria> type)
            throws IOException {
        return columns.apply(decoder.decodeNode()).criteria();
    }
}
