package dev.assay.web.input.shape;

import dev.assay.web.input.Loc;
import dev.assay.web.input.Violations;
import io.micronaut.json.tree.JsonNode;
import io.swagger.v3.oas.models.media.Schema;
import org.jspecify.annotations.Nullable;

/** Reads one value of one form, and says which form that is. */
abstract class Shape {

    /**
     * The value, or null after having added at least one violation.
     *
     * @param node what stands there; never absent, but possibly JSON null
     */
    abstract @Nullable Object read(JsonNode node, Loc loc, Violations violations);

    /** The form as a JSON schema; what has a name becomes a component and is referred to. */
    abstract Schema<?> describe(Schemas schemas);

    /** A value of this form as it would stand in JSON. */
    Object wire(Object value) {
        return value;
    }

    /** Whether a parameter that is given several times is a list of its values; else the last one counts. */
    boolean takesAll() {
        return false;
    }
}
