package dev.assay.contract;

import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** An OpenAPI 3.1 document as {@link Fact}s: references are followed, unions are expanded, texts are left out. */
final class Facts {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "options", "head");
    private static final String JSON = "application/json";

    private final Forms forms;
    private final List<Fact> facts = new ArrayList<>();

    private Facts(JsonNode document) {
        this.forms = new Forms(document);
    }

    static List<Fact> of(JsonNode document) {
        Facts facts = new Facts(document);
        for (Map.Entry<String, JsonNode> path : entries(document.get("paths"))) {
            for (Map.Entry<String, JsonNode> operation : entries(path.getValue())) {
                if (METHODS.contains(operation.getKey())) {
                    facts.operation(
                            operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), operation.getValue());
                }
            }
        }
        return facts.facts;
    }

    private void operation(String operation, JsonNode node) {
        for (JsonNode permission : values(node.get("x-permissions"))) {
            add(operation, "permission " + permission.getStringValue(), Set.of("needed"), Set.of());
        }
        for (JsonNode parameter : values(node.get("parameters"))) {
            String place = text(parameter, "in") + " " + text(parameter, "name");
            schema(operation, place, Objects.requireNonNull(parameter.get("schema")), marks(parameter));
        }
        JsonNode body = node.get("requestBody");
        if (body != null) {
            content(operation, "body", body, marks(body));
        }
        for (Map.Entry<String, JsonNode> response : entries(node.get("responses"))) {
            content(operation, response.getKey(), response.getValue(), Set.of());
        }
    }

    /** Content that is not JSON is named by its media type. */
    private void content(String operation, String place, JsonNode node, Set<String> marks) {
        JsonNode content = node.get("content");
        if (content == null) {
            add(operation, place, Set.of("nothing"), marks);
            return;
        }
        JsonNode json = content.get(JSON);
        if (json == null) {
            Set<String> media = new LinkedHashSet<>();
            entries(content).forEach(entry -> media.add(entry.getKey()));
            add(operation, place, media, marks);
        } else {
            schema(operation, place, Objects.requireNonNull(json.get("schema")), marks);
        }
    }

    private void schema(String operation, String place, JsonNode schema, Set<String> outer) {
        Set<String> marks = new LinkedHashSet<>(outer);
        marks.addAll(marks(schema));
        List<Forms.Form> alternatives = forms.of(schema);
        Set<String> types = new LinkedHashSet<>();
        alternatives.forEach(form -> types.add(forms.type(form)));
        add(operation, place, types, marks);
        Set<String> opened = new LinkedHashSet<>();
        for (Forms.Form form : alternatives) {
            String at = place + form.tag();
            List<Forms.Member> members = forms.members(form);
            if (!members.isEmpty() && !opened.add(at + members.getFirst().step().charAt(0))) {
                throw new IllegalArgumentException("two forms with members at " + operation + " " + at);
            }
            members.forEach(member -> schema(
                    operation, at + member.step(), member.schema(), member.required() ? Set.of("required") : Set.of()));
        }
    }

    private static Set<String> marks(JsonNode node) {
        Set<String> marks = new LinkedHashSet<>();
        for (String mark : List.of("required", "deprecated")) {
            JsonNode value = node.get(mark);
            if (value != null && value.isBoolean() && value.getBooleanValue()) {
                marks.add(mark);
            }
        }
        JsonNode value = node.get("default");
        if (value != null && !value.isNull()) {
            marks.add("default " + Forms.literal(value));
        }
        return marks;
    }

    private void add(String operation, String place, Set<String> types, Set<String> marks) {
        facts.add(new Fact(operation, place, types, marks));
    }

    private static String text(JsonNode node, String name) {
        return Objects.requireNonNull(node.get(name)).getStringValue();
    }

    private static Iterable<Map.Entry<String, JsonNode>> entries(JsonNode node) {
        return node == null ? List.of() : node.entries();
    }

    private static Iterable<JsonNode> values(JsonNode node) {
        return node == null ? List.of() : node.values();
    }
}
