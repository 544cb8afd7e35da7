package dev.assay.web.input.shape;

import dev.assay.web.input.Loc;
import dev.assay.web.input.PresenceFilter;
import dev.assay.web.input.Violations;
import io.micronaut.json.tree.JsonNode;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a {@link PresenceFilter}: in a query a list of ids, of {@code any} or of {@code none}; in JSON a list of ids or a word. */
final class PresenceForm extends Shape {
    private static final String ANY = "any";
    private static final String NONE = "none";

    private final Shape ids = new Containers.Items(new Scalars.Whole(0, 0, true), Integer.MAX_VALUE, false);
    private final boolean inQuery;

    PresenceForm(boolean inQuery) {
        this.inQuery = inQuery;
    }

    @Override
    Schema<?> describe(Schemas schemas) {
        Schema<?> schema = new JsonSchema().addAnyOfItem(ids.describe(schemas));
        return inQuery
                ? schema.addAnyOfItem(listOf(ANY)).addAnyOfItem(listOf(NONE))
                : schema.addAnyOfItem(Schemas.type("string", ANY, NONE));
    }

    @Override
    Object wire(Object value) {
        return List.of();
    }

    @Override
    boolean takesAll() {
        return true;
    }

    private static Schema<?> listOf(String word) {
        return Schemas.type("array").items(Schemas.type("string")._const(word));
    }

    @Override
    @Nullable
    Object read(JsonNode node, Loc loc, Violations violations) {
        if (inQuery ? isAll(ANY, node) : isWord(ANY, node)) {
            return new PresenceFilter.Any();
        }
        if (inQuery ? isAll(NONE, node) : isWord(NONE, node)) {
            return new PresenceFilter.None();
        }
        if (ids.read(node, loc, new Violations(violations.dialect())) instanceof List<?> list) {
            return new PresenceFilter.OneOf(list.stream().map(Long.class::cast).toList());
        }
        violations.dialect().notPresence(inQuery, loc, node, violations);
        return null;
    }

    private static boolean isAll(String word, JsonNode node) {
        if (node.size() == 0) {
            return false;
        }
        for (JsonNode value : node.values()) {
            if (!isWord(word, value)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWord(String word, JsonNode node) {
        return node.isString() && node.getStringValue().equals(word);
    }
}
