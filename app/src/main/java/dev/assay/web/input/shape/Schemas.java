package dev.assay.web.input.shape;

import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * JSON schemas of what parameters and bodies accept, from the same shapes that read them. Named ones are collected as
 * components of one API description.
 */
public final class Schemas {
    private final Map<String, Map<String, Object>> components = new TreeMap<>();
    private final Map<String, Class<?>> named = new TreeMap<>();

    /** The form of a parameter or body. */
    public Map<String, Object> of(Parameter parameter) {
        return Shapes.parameter(parameter).describe(this);
    }

    /** Whether a request without it is refused. */
    public static boolean isRequired(Parameter parameter) {
        return Shapes.parameter(parameter).isRequired();
    }

    /** What the forms given so far refer to, by name. */
    public Map<String, Map<String, Object>> components() {
        return components;
    }

    /** A reference to the schema of a type: its {@link Schema#name()}, else its own name within its outermost class. */
    Map<String, Object> component(Class<?> type, Supplier<Map<String, Object>> schema) {
        String name = name(type);
        Class<?> known = named.putIfAbsent(name, type);
        if (known == null) {
            components.put(name, schema.get());
        } else if (known != type) {
            throw new IllegalStateException(
                    known + " and " + type + " are both called " + name + ": give one another @Schema(name)");
        }
        Map<String, Object> reference = new LinkedHashMap<>();
        reference.put("$ref", "#/components/schemas/" + name);
        return reference;
    }

    static Map<String, Object> type(String type) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type);
        return schema;
    }

    /** The same, or null. */
    public static Map<String, Object> orNull(Map<String, Object> schema) {
        Map<String, Object> nullable = new LinkedHashMap<>(schema);
        if (schema.get("type") instanceof String type) {
            nullable.put("type", List.of(type, "null"));
            return nullable;
        }
        nullable.clear();
        nullable.put("anyOf", List.of(schema, type("null")));
        return nullable;
    }

    private static String name(Class<?> type) {
        Optional<String> given = Optional.ofNullable(type.getAnnotation(Schema.class))
                .map(Schema::name)
                .filter(name -> !name.isEmpty());
        return given.orElseGet(() -> {
            List<String> names = new ArrayList<>();
            for (Class<?> at = type; at != null; at = at.getEnclosingClass()) {
                names.addFirst(at.getSimpleName());
            }
            return String.join(".", names);
        });
    }
}
