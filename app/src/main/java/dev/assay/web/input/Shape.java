package dev.assay.web.input;

import io.micronaut.json.tree.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one value of one form. */
abstract class Shape {

    /**
     * The value, or null after having added at least one violation.
     *
     * @param node what stands there; never absent, but possibly JSON null
     */
    abstract @Nullable Object read(JsonNode node, Loc loc, List<Violation> violations);
}
