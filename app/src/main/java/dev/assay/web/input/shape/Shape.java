package dev.assay.web.input.shape;

import dev.assay.web.input.Loc;
import dev.assay.web.input.Violations;
import io.micronaut.json.tree.JsonNode;
import io.swagger.v3.oas.models.media.Schema;
import org.jspecify.annotations.Nullable;

/** Reads a value of one form, and describes that form. */
abstract class Shape {

    /**
     * The value, or null after having added at least one violation.
     *
     * @param node the value in the request; never absent, but possibly JSON null
     */
    abstract @Nullable Object read(JsonNode node, Loc loc, Violations violations);

    /** The form as a JSON schema. A named schema becomes a component, and this is a reference to it. */
    abstract Schema<?> describe(Schemas schemas);

    /** A value of this form as JSON contains it. */
    Object wire(Object value) {
        return value;
    }

    /** True if a parameter that is given several times is a list of its values; otherwise the last value counts. */
    boolean takesAll() {
        return false;
    }
}
