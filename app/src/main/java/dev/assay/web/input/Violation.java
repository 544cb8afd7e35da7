package dev.assay.web.input;

import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One mistake in a request (ERR-02), in the words of a {@link Dialect}. Clients compare the type and the place; the message is for
 * people.
 *
 * @param input the value found; the enclosing object when the value is missing
 * @param ctx further facts of this type, null when it has none
 */
public record Violation(
        String type,
        List<Object> loc,
        String msg,
        JsonNode input,
        @Nullable Map<String, Object> ctx) {

    /** The most characters of one text of the request that a response repeats. */
    public static final int LONGEST_ECHO = 500;

    public static Violation of(String type, Loc loc, String msg, JsonNode input) {
        return new Violation(type, loc.path(), msg, shortened(input), null);
    }

    public static Violation of(String type, Loc loc, String msg, JsonNode input, Map<String, Object> ctx) {
        return new Violation(type, loc.path(), msg, shortened(input), ctx);
    }

    /** The beginning of a text of the request. Half a surrogate pair is not text and becomes a question mark. */
    public static String repeated(String text, int most) {
        String cut = text.length() > most ? text.substring(0, Math.max(0, most)) + "…" : text;
        return new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static JsonNode shortened(JsonNode node) {
        return new Echo().of(node, 0);
    }

    /**
     * Shortens what a response repeats of a request, so that it does not grow with the request: long texts are cut, and only the
     * first values are kept.
     */
    private static final class Echo {
        private static final int VALUES = 40;
        private static final int CHARACTERS = 1000;
        private static final int DEEPEST = 8;

        private int values = VALUES;
        private int characters = CHARACTERS;

        private JsonNode of(JsonNode node, int depth) {
            values--;
            if (node.isString()) {
                return JsonNode.createStringNode(text(node.getStringValue()));
            }
            if (node.isValueNode()) {
                return node;
            }
            if (depth == DEEPEST) {
                return JsonNode.createStringNode("…");
            }
            return node.isArray() ? list(node, depth) : object(node, depth);
        }

        private JsonNode list(JsonNode node, int depth) {
            List<JsonNode> head = new ArrayList<>();
            Iterator<JsonNode> all = node.values().iterator();
            while (all.hasNext() && values > 0) {
                head.add(of(all.next(), depth + 1));
            }
            return JsonNode.createArrayNode(head);
        }

        private JsonNode object(JsonNode node, int depth) {
            Map<String, JsonNode> members = new LinkedHashMap<>();
            Iterator<Map.Entry<String, JsonNode>> all = node.entries().iterator();
            while (all.hasNext() && values > 0) {
                Map.Entry<String, JsonNode> member = all.next();
                members.put(text(member.getKey()), of(member.getValue(), depth + 1));
            }
            return JsonNode.createObjectNode(members);
        }

        private String text(String whole) {
            String said = repeated(whole, Math.min(LONGEST_ECHO, characters));
            characters -= said.length();
            return said;
        }
    }
}
