package dev.assay.contract;

import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON schemas. A schema is one or several forms; each value of an enum is a form. An unknown keyword is an error, so that
 * nothing is ignored unnoticed. The width of a number ({@code int32}) is not part of its type.
 */
final class Forms {
    private static final JsonMapper MAPPER = JsonMapper.createDefault();
    private static final String REFERENCE = "#/components/schemas/";
    private static final Set<String> TEXTS = Set.of("title", "description", "examples", "example", "readOnly");
    private static final Set<String> KNOWN = Set.of(
            "$ref",
            "type",
            "anyOf",
            "oneOf",
            "allOf",
            "discriminator",
            "const",
            "enum",
            "default",
            "deprecated",
            "format",
            "minLength",
            "maxLength",
            "minimum",
            "maximum",
            "items",
            "minItems",
            "maxItems",
            "uniqueItems",
            "properties",
            "required",
            "additionalProperties",
            "propertyNames");

    private final JsonNode document;

    Forms(JsonNode document) {
        this.document = document;
    }

    /**
     * One thing that a schema allows.
     *
     * @param type a type of JSON, {@code any}, or a literal
     * @param tag what distinguishes it from its siblings, in parentheses; empty if nothing does
     */
    record Form(String type, JsonNode schema, String tag) {}

    /** A part of a form. @param step from the form's place to the member's */
    record Member(String step, JsonNode schema, boolean required) {}

    List<Form> of(JsonNode schema) {
        for (Map.Entry<String, JsonNode> keyword : schema.entries()) {
            if (!KNOWN.contains(keyword.getKey()) && !TEXTS.contains(keyword.getKey())) {
                throw new IllegalArgumentException("what does " + keyword.getKey() + " mean?");
            }
        }
        if (schema.get("$ref") != null) {
            return of(component(schema.get("$ref").getStringValue()));
        }
        for (String union : List.of("anyOf", "oneOf", "allOf")) {
            if (schema.get(union) != null) {
                return union(union, schema);
            }
        }
        List<Form> forms = new ArrayList<>();
        for (JsonNode value : schema.get("enum") == null
                ? List.<JsonNode>of()
                : schema.get("enum").values()) {
            forms.add(new Form(literal(value), schema, ""));
        }
        if (schema.get("const") != null) {
            forms.add(new Form(literal(schema.get("const")), schema, ""));
        }
        return forms.isEmpty() ? types(schema) : forms;
    }

    /** The type as a line shows it. Lists and maps of one simple form include it: {@code string[]}, {@code integer{}}. */
    String type(Form form) {
        return switch (form.type()) {
            case "string" -> "string" + details(text(form.schema(), "format"), range(form.schema(), "Length"));
            case "integer", "number" -> form.type() + details(range(form.schema(), "imum"));
            case "array" -> {
                String shown = inner(form.schema().get("items"));
                boolean unique = form.schema().get("uniqueItems") != null;
                yield (shown == null ? "array" : shown + "[]")
                        + details(unique ? "unique" : "", range(form.schema(), "Items"));
            }
            case "object" -> {
                JsonNode values = values(form);
                String shown = values == null ? null : inner(values);
                yield values == null ? "object" : (shown == null ? "map" : shown) + "{" + key(form) + "}";
            }
            default -> form.type();
        };
    }

    /** The members; empty if {@link #type} shows the form in full. */
    List<Member> members(Form form) {
        JsonNode schema = form.schema();
        if (form.type().equals("array")) {
            return inner(schema.get("items")) == null
                    ? List.of(new Member("[]", schema.get("items"), false))
                    : List.of();
        }
        if (!form.type().equals("object")) {
            return List.of();
        }
        JsonNode values = values(form);
        if (values != null) {
            return inner(values) == null ? List.of(new Member("{}", values, false)) : List.of();
        }
        List<String> required = new ArrayList<>();
        if (schema.get("required") != null) {
            schema.get("required").values().forEach(name -> required.add(name.getStringValue()));
        }
        List<Member> members = new ArrayList<>();
        if (schema.get("properties") != null) {
            schema.get("properties")
                    .entries()
                    .forEach(entry -> members.add(
                            new Member("." + entry.getKey(), entry.getValue(), required.contains(entry.getKey()))));
        }
        return members;
    }

    static String literal(JsonNode value) {
        try {
            return new String(MAPPER.writeValueAsBytes(value), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Form> union(String keyword, JsonNode schema) {
        JsonNode parts = schema.get(keyword);
        if (keyword.equals("allOf") && parts.size() != 1) {
            throw new IllegalArgumentException("allOf of several");
        }
        List<Form> forms = new ArrayList<>();
        JsonNode discriminator = schema.get("discriminator");
        if (discriminator == null) {
            parts.values().forEach(part -> forms.addAll(of(part)));
            return forms;
        }
        for (Map.Entry<String, JsonNode> variant : discriminator.get("mapping").entries()) {
            JsonNode component = component(variant.getValue().getStringValue());
            forms.add(new Form("object", component, "(" + variant.getKey() + ")"));
        }
        return forms;
    }

    private static List<Form> types(JsonNode schema) {
        JsonNode type = schema.get("type");
        if (type == null) {
            return List.of(new Form("any", schema, ""));
        }
        if (type.isString()) {
            return List.of(new Form(type.getStringValue(), schema, ""));
        }
        List<Form> forms = new ArrayList<>();
        type.values().forEach(one -> forms.add(new Form(one.getStringValue(), schema, "")));
        return forms;
    }

    /** The one simple form of a list's or map's elements; null if they need places of their own. */
    private @Nullable String inner(JsonNode schema) {
        List<Form> forms = of(schema);
        return forms.size() == 1 && members(forms.getFirst()).isEmpty() ? type(forms.getFirst()) : null;
    }

    private static @Nullable JsonNode values(Form form) {
        JsonNode values = form.schema().get("additionalProperties");
        return form.schema().get("properties") == null && values != null && values.isObject() ? values : null;
    }

    /** The form of the keys; empty for a map whose keys may be any text. */
    private String key(Form form) {
        JsonNode keys = form.schema().get("propertyNames");
        String type = keys == null ? "string" : type(new Form("string", keys, ""));
        return type.equals("string") ? "" : type;
    }

    private JsonNode component(String reference) {
        return Objects.requireNonNull(
                document.get("components").get("schemas").get(reference.substring(REFERENCE.length())), reference);
    }

    private static String text(JsonNode schema, String name) {
        JsonNode value = schema.get(name);
        return value == null ? "" : value.getStringValue();
    }

    private static String range(JsonNode schema, String of) {
        JsonNode min = schema.get("min" + of);
        JsonNode max = schema.get("max" + of);
        if (min == null && max == null) {
            return "";
        }
        return (min == null ? "" : min.coerceStringValue()) + ".." + (max == null ? "" : max.coerceStringValue());
    }

    private static String details(String... details) {
        List<String> given =
                List.of(details).stream().filter(detail -> !detail.isEmpty()).toList();
        return given.isEmpty() ? "" : "(" + String.join(", ", given) + ")";
    }
}
