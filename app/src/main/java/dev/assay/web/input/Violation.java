package dev.assay.web.input;

import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One mistake in a request (ERR-02): the type and place are what clients compare, the message is for people.
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
    private static final int LONGEST_ECHO = 500;
    private static final int MOST_ECHOED = 20;

    static Violation of(String type, Loc loc, String msg, JsonNode input) {
        return new Violation(type, loc.path(), msg, shortened(input), null);
    }

    static Violation of(String type, Loc loc, String msg, JsonNode input, Map<String, Object> ctx) {
        return new Violation(type, loc.path(), msg, shortened(input), ctx);
    }

    /** {@code missing}: a required field, parameter or body is absent (ERR-07). */
    public static Violation missing(Loc loc, JsonNode enclosing) {
        return of("missing", loc, "Field required", enclosing);
    }

    /** {@code json_invalid}: the body is text but no JSON (ERR-08). */
    public static Violation syntax(long offset, String reason) {
        return of(
                "json_invalid",
                Loc.of("body").then(offset),
                "JSON decode error",
                JsonNode.createObjectNode(Map.of()),
                Map.of("error", reason));
    }

    /** {@code value_error}: a rule that no type tells. */
    public static Violation value(Loc loc, String reason, JsonNode input) {
        return of("value_error", loc, "Value error, " + reason, input, Map.of("error", Map.of()));
    }

    /** An answer must not grow with the request: long texts are cut, objects and lists echo their first members. */
    private static JsonNode shortened(JsonNode node) {
        if (node.isString() && node.getStringValue().length() > LONGEST_ECHO) {
            return JsonNode.createStringNode(node.getStringValue().substring(0, LONGEST_ECHO) + "…");
        }
        if (node.isArray()) {
            List<JsonNode> head = new ArrayList<>();
            for (JsonNode value : node.values()) {
                if (head.size() == MOST_ECHOED) {
                    break;
                }
                head.add(shortened(value));
            }
            return JsonNode.createArrayNode(head);
        }
        if (node.isObject()) {
            Map<String, JsonNode> members = new LinkedHashMap<>();
            node.entries().forEach(e -> {
                if (members.size() < MOST_ECHOED) {
                    members.put(e.getKey(), shortened(e.getValue()));
                }
            });
            return JsonNode.createObjectNode(members);
        }
        return node;
    }
}
