package dev.assay.web.input.shape;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * JSON schemas of parameters and bodies, from the same shapes that read them. Named schemas are collected as components of one API
 * description.
 */
public final class Schemas {
    private final Map<String, Schema<?>> components = new TreeMap<>();
    private final Map<String, Class<?>> named = new TreeMap<>();

    /** The schema of a parameter or body. */
    public Schema<?> of(Parameter parameter) {
        return Shapes.parameter(parameter).describe(this);
    }

    /** True if a request without it is refused. */
    public static boolean isRequired(Parameter parameter) {
        return Shapes.parameter(parameter).isRequired();
    }

    /** The schemas that those returned so far refer to, by name. */
    public Map<String, Schema<?>> components() {
        return components;
    }

    /**
     * A reference to the schema of a type. Its name is {@link Schema#name()}, otherwise the simple names of the type and the
     * classes around it.
     */
    Schema<?> component(Class<?> type, Supplier<Schema<?>> schema) {
        String name = name(type);
        Class<?> known = named.putIfAbsent(name, type);
        if (known == null) {
            components.put(name, schema.get());
        } else if (known != type) {
            throw new IllegalStateException(
                    known + " and " + type + " are both called " + name + ": give one another @Schema(name)");
        }
        return new JsonSchema().$ref(Components.COMPONENTS_SCHEMAS_REF + name);
    }

    /** @param values all allowed values; none if any value is allowed */
    static Schema<Object> type(String type, String... values) {
        Schema<Object> schema = new JsonSchema();
        schema.typesItem(type);
        List.of(values).forEach(schema::addEnumItemObject);
        return schema;
    }

    /** The same schema, with null allowed. */
    public static Schema<?> orNull(Schema<?> schema) {
        return schema.getTypes() == null
                ? new JsonSchema().addAnyOfItem(schema).addAnyOfItem(type("null"))
                : schema.typesItem("null");
    }

    private static String name(Class<?> type) {
        Optional<String> given = Optional.ofNullable(
                        type.getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class))
                .map(io.swagger.v3.oas.annotations.media.Schema::name)
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
