package dev.assay.web.input.shape;

import dev.assay.web.input.Loc;
import dev.assay.web.input.Presence;
import dev.assay.web.input.Violations;
import io.micronaut.json.tree.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a {@link Presence}: a query's value is a list of ids, of {@code any} or of {@code none}; JSON's is a list of ids or a word. */
final class PresenceForm extends Shape {
    private static final String ANY = "any";
    private static final String NONE = "none";

    private final Shape ids = new Containers.Items(new Scalars.Whole(0, 0, true), Integer.MAX_VALUE, false);
    private final boolean inQuery;

    PresenceForm(boolean inQuery) {
        this.inQuery = inQuery;
    }

    @Override
    Map<String, Object> describe(Schemas schemas) {
        Map<String, Object> word = Schemas.type("string");
        word.put("enum", List.of(ANY, NONE));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put(
                "anyOf",
                inQuery
                        ? List.of(ids.describe(schemas), listOf(ANY), listOf(NONE))
                        : List.of(ids.describe(schemas), word));
        return schema;
    }

    @Override
    Object wire(Object value) {
        return List.of();
    }

    @Override
    boolean takesAll() {
        return true;
    }

    private static Map<String, Object> listOf(String word) {
        Map<String, Object> constant = Schemas.type("string");
        constant.put("const", word);
        Map<String, Object> list = Schemas.type("array");
        list.put("items", constant);
        return list;
    }

    @Override
    @Nullable
    Object read(JsonNode node, Loc loc, Violations violations) {
        if (inQuery ? isAll(ANY, node) : isWord(ANY, node)) {
            return new Presence.Any();
        }
        if (inQuery ? isAll(NONE, node) : isWord(NONE, node)) {
            return new Presence.None();
        }
        if (ids.read(node, loc, new Violations(violations.dialect())) instanceof List<?> list) {
            return new Presence.OneOf(list.stream().map(Long.class::cast).toList());
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
