package dev.assay.web.input.shape;

import dev.assay.web.input.Loc;
import dev.assay.web.input.Presence;
import dev.assay.web.input.Violation;
import dev.assay.web.input.Violations;
import io.micronaut.json.tree.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link Presence}. A value that fits no form is wrong by each of them, and each says so (ERR-03): a query's value is
 * a list of ids, of {@code any} or of {@code none}; JSON's is a list of ids or one of the words.
 */
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
        Violations mistakes = new Violations();
        Object read = ids(node, loc, mistakes);
        if (read == null) {
            read = inQuery ? words(node, loc, mistakes) : word(node, loc, mistakes);
        }
        if (read == null) {
            violations.addAll(mistakes);
        }
        return read;
    }

    private @Nullable Presence ids(JsonNode node, Loc loc, Violations mistakes) {
        Object read = ids.read(node, loc.then("list[int]"), mistakes);
        return read instanceof List<?> list
                ? new Presence.OneOf(list.stream().map(Long.class::cast).toList())
                : null;
    }

    private static @Nullable Presence word(JsonNode node, Loc loc, Violations mistakes) {
        if (node.isString() && node.getStringValue().equals(ANY)) {
            return new Presence.Any();
        }
        if (node.isString() && node.getStringValue().equals(NONE)) {
            return new Presence.None();
        }
        String expected = "'any' or 'none'";
        mistakes.add(Violation.of(
                "enum",
                loc.then("str-enum[QueryValue]"),
                "Input should be " + expected,
                node,
                Map.of("expected", expected)));
        return null;
    }

    private static @Nullable Presence words(JsonNode node, Loc loc, Violations mistakes) {
        if (isAll(ANY, node, loc, mistakes)) {
            return new Presence.Any();
        }
        return isAll(NONE, node, loc, mistakes) ? new Presence.None() : null;
    }

    private static boolean isAll(String word, JsonNode node, Loc loc, Violations mistakes) {
        String literal = "<QueryValue." + word.toUpperCase(Locale.ROOT) + ": '" + word + "'>";
        int before = mistakes.size();
        int index = 0;
        for (JsonNode value : node.values()) {
            if (!value.isString() || !value.getStringValue().equals(word)) {
                mistakes.add(Violation.of(
                        "literal_error",
                        loc.then("list[literal[" + literal + "]]").then(index),
                        "Input should be " + literal,
                        value,
                        Map.of("expected", literal)));
            }
            index++;
        }
        return mistakes.size() == before;
    }
}
