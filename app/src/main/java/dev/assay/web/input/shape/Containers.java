package dev.assay.web.input.shape;

import dev.assay.web.input.Dialect.Kind;
import dev.assay.web.input.Dialect.Limit;
import dev.assay.web.input.Given;
import dev.assay.web.input.Input;
import dev.assay.web.input.Loc;
import dev.assay.web.input.Violations;
import io.micronaut.json.tree.JsonNode;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Shapes of values made of values. */
final class Containers {
    private Containers() {}

    /** A list, or a set: the same form, in which what is there already does not count again. */
    static final class Items extends Shape {
        private final Shape item;
        private final int max;
        private final boolean distinct;

        Items(Shape item, int max, boolean distinct) {
            this.item = item;
            this.max = max;
            this.distinct = distinct;
        }

        Shape item() {
            return item;
        }

        Items atMost(int size) {
            return new Items(item, size, distinct);
        }

        Collection<Object> none() {
            return distinct ? Set.of() : List.of();
        }

        @Override
        Map<String, Object> describe(Schemas schemas) {
            Map<String, Object> schema = Schemas.type("array");
            schema.put("items", item.describe(schemas));
            if (max < Integer.MAX_VALUE) {
                schema.put("maxItems", max);
            }
            if (distinct) {
                schema.put("uniqueItems", true);
            }
            return schema;
        }

        @Override
        Object wire(Object value) {
            return List.copyOf((Collection<?>) value);
        }

        @Override
        boolean takesAll() {
            return true;
        }

        @Override
        @Nullable
        Object read(JsonNode node, Loc loc, Violations violations) {
            if (!node.isArray()) {
                violations.add(violations.dialect().wrongKind(distinct ? Kind.SET : Kind.LIST, loc, node));
                return null;
            }
            if (node.size() > max) {
                violations.add(violations.dialect().beyond(Limit.LONGEST_LIST, max, loc, node));
                return null;
            }
            Collection<Object> items = distinct ? new LinkedHashSet<>() : new ArrayList<>(node.size());
            int index = 0;
            boolean whole = true;
            for (JsonNode value : node.values()) {
                Object read = item.read(value, loc.then(index++), violations);
                if (read != null) {
                    items.add(read);
                } else if (violations.isFull()) {
                    return null;
                } else {
                    whole = false;
                }
            }
            return whole ? items : null;
        }
    }

    /** A map from text; a bad key's place ends in {@code "[key]"} (ERR-03). */
    static final class Entries extends Shape {
        private final Shape key;
        private final Shape value;

        Entries(Shape key, Shape value) {
            this.key = key;
            this.value = value;
        }

        @Override
        Map<String, Object> describe(Schemas schemas) {
            Map<String, Object> schema = Schemas.type("object");
            schema.put("propertyNames", key.describe(schemas));
            schema.put("additionalProperties", value.describe(schemas));
            return schema;
        }

        @Override
        @Nullable
        Object read(JsonNode node, Loc loc, Violations violations) {
            if (!node.isObject()) {
                violations.add(violations.dialect().wrongKind(Kind.MAP, loc, node));
                return null;
            }
            Map<String, Object> entries = new LinkedHashMap<>();
            int before = violations.size();
            for (Map.Entry<String, JsonNode> entry : node.entries()) {
                Loc at = loc.then(entry.getKey());
                key.read(JsonNode.createStringNode(entry.getKey()), at.key(), violations);
                Object read = value.read(entry.getValue(), at, violations);
                if (read != null) {
                    entries.put(entry.getKey(), read);
                } else if (violations.isFull()) {
                    return null;
                }
            }
            return violations.size() == before ? entries : null;
        }
    }

    /**
     * One field of a record.
     *
     * @param given it is read into a {@link Given}
     * @param fallback the value when absent; null when there is none
     * @param standsFor null unless it is an older name
     * @param old whether it is described as deprecated
     * @param place where its value stands
     */
    record Field(
            String name,
            Shape shape,
            boolean nullable,
            boolean given,
            @Nullable Object fallback,
            Input.@Nullable StandsFor standsFor,
            boolean old,
            Place place) {
        /** In its own member, in those of the enclosing object, or nowhere: then it is the fallback. */
        enum Place {
            MEMBER,
            ENCLOSING,
            NOWHERE
        }

        Field as(String other, Shape its, Place where) {
            return new Field(other, its, nullable, given, fallback, standsFor, old, where);
        }

        boolean isRequired() {
            return !nullable && fallback == null;
        }

        /** The members that it reads. */
        private Stream<String> names() {
            return switch (place) {
                case MEMBER -> Stream.of(name);
                case ENCLOSING -> ((Fields) shape).names.stream();
                case NOWHERE -> Stream.of();
            };
        }

        /** From the enclosing object, which stands there. */
        @Nullable
        Object read(JsonNode enclosing, Loc at, Violations violations) {
            if (place == Place.NOWHERE) {
                return fallback;
            }
            // Of a part, unknown members are those of the whole
            return shape instanceof Fields part
                    ? part.made(enclosing, at, violations, null)
                    : shape.read(enclosing, at, violations);
        }

        /** @param value null when the enclosing object has no such member */
        @Nullable
        Object read(@Nullable JsonNode value, JsonNode enclosing, Loc at, Violations violations) {
            if (value == null) {
                if (isRequired()) {
                    violations.add(violations.dialect().missing(at, enclosing));
                }
                return given ? new Given.Absent<>() : fallback;
            }
            if (value.isNull() && nullable) {
                return given ? new Given.Null<>() : null;
            }
            Object read = shape.read(value, at, violations);
            return given && read != null ? new Given.Value<>(read) : read;
        }

        Map<String, Object> describe(Schemas schemas) {
            Map<String, Object> form = shape.describe(schemas);
            Map<String, Object> schema = nullable ? Schemas.orNull(form) : form;
            if (fallback != null) {
                schema.put("default", shape.wire(fallback));
            }
            if (old) {
                schema.put("deprecated", true);
            }
            return schema;
        }
    }

    /** An object, read into a record through its canonical constructor. */
    static final class Fields extends Shape {
        private final List<Field> fields;
        private final Constructor<?> constructor;
        private final Set<String> names;
        /** By the name of the field that they stand for. */
        private final Map<String, OlderName> olderNames = new HashMap<>();

        private record OlderName(String name, List<String> unless) {}

        /** @param tag the member that says which variant it is; null when there are no variants */
        Fields(List<Field> fields, Constructor<?> constructor, @Nullable String tag) {
            this.fields = List.copyOf(fields);
            this.constructor = constructor;
            this.names = Stream.concat(fields.stream().flatMap(Fields::members), Stream.ofNullable(tag))
                    .collect(Collectors.toUnmodifiableSet());
            for (Field field : fields) {
                Input.StandsFor older = field.standsFor();
                if (older != null) {
                    olderNames.put(older.field(), new OlderName(field.name(), List.of(older.unless())));
                }
            }
        }

        List<Field> fields() {
            return fields;
        }

        /** Names of members that a field is read from. */
        private static Stream<String> members(Field field) {
            return switch (field.place()) {
                case MEMBER -> Stream.of(field.name());
                case ENCLOSING -> field.shape() instanceof Fields part ? part.names.stream() : Stream.empty();
                case NOWHERE -> Stream.empty();
            };
        }

        /** The form of the items of a list. */
        Shape items(String list) {
            return fields.stream()
                    .filter(field -> field.name().equals(list) && field.shape() instanceof Items)
                    .map(field -> ((Items) field.shape()).item())
                    .findFirst()
                    .orElseThrow();
        }

        /** A field that was read before the others, with its violations. */
        record Known(String name, Object value, Violations violations) {}

        @Override
        Map<String, Object> describe(Schemas schemas) {
            return schemas.component(constructor.getDeclaringClass(), () -> object(schemas, Map.of()));
        }

        /** As a variant, with the tag that its record does not hold. */
        Map<String, Object> describe(Schemas schemas, String discriminator, String tag) {
            Map<String, Object> constant = Schemas.type("string");
            constant.put("const", tag);
            return schemas.component(
                    constructor.getDeclaringClass(), () -> object(schemas, Map.of(discriminator, constant)));
        }

        private Map<String, Object> object(Schemas schemas, Map<String, Map<String, Object>> tag) {
            Map<String, Object> properties = new LinkedHashMap<>(tag);
            List<String> required = new ArrayList<>(tag.keySet());
            describe(schemas, properties, required);
            Map<String, Object> schema = Schemas.type("object");
            schema.put("properties", properties);
            if (!required.isEmpty()) {
                schema.put("required", required);
            }
            return schema;
        }

        private void describe(Schemas schemas, Map<String, Object> properties, List<String> required) {
            for (Field field : fields) {
                if (field.place() == Field.Place.ENCLOSING && field.shape() instanceof Fields itself) {
                    itself.describe(schemas, properties, required);
                } else if (field.place() == Field.Place.MEMBER) {
                    properties.put(field.name(), field.describe(schemas));
                    if (field.isRequired()) {
                        required.add(field.name());
                    }
                }
            }
        }

        @Override
        @Nullable
        Object read(JsonNode node, Loc loc, Violations violations) {
            return read(node, loc, violations, null);
        }

        @Nullable
        Object read(JsonNode node, Loc loc, Violations violations, @Nullable Known known) {
            if (!node.isObject()) {
                violations.add(violations.dialect().wrongKind(Kind.OBJECT, loc, node));
                return null;
            }
            int before = violations.size();
            Object made = made(node, loc, violations, known);
            violations.dialect().unknown("member", () -> members(node), names, loc, violations);
            return violations.size() == before ? made : null;
        }

        /** From an object that may have other members. */
        @Nullable
        Object made(JsonNode node, Loc loc, Violations violations, @Nullable Known known) {
            @Nullable Object[] values = new @Nullable Object[fields.size()];
            int before = violations.size();
            for (int i = 0; i < values.length; i++) {
                Field field = fields.get(i);
                if (known != null && known.name().equals(field.name())) {
                    violations.addAll(known.violations());
                    values[i] = known.value();
                } else if (field.place() == Field.Place.MEMBER) {
                    values[i] = field.read(member(node, field), node, loc.then(field.name()), violations);
                } else {
                    values[i] = field.read(node, loc, violations);
                }
            }
            return violations.size() == before ? Shapes.make(constructor, values, node, loc, violations) : null;
        }

        private static Collection<String> members(JsonNode node) {
            List<String> members = new ArrayList<>(node.size());
            node.entries().forEach(entry -> members.add(entry.getKey()));
            return members;
        }

        private @Nullable JsonNode member(JsonNode node, Field field) {
            OlderName older = olderNames.get(field.name());
            JsonNode value = older == null || hasAny(node, older.unless()) ? null : node.get(older.name());
            if (value == null) {
                return node.get(field.name());
            }
            return value.isNull() ? value : JsonNode.createArrayNode(List.of(value));
        }

        private static boolean hasAny(JsonNode node, List<String> names) {
            return names.stream().anyMatch(name -> node.get(name) != null);
        }
    }

    /** One of several records, told apart by a tag; the tag is part of the place of an error (TE-START-02). */
    static final class Variants extends Shape {
        private final String discriminator;
        private final Map<String, Fields> variants;
        private final Class<?> type;

        Variants(Class<?> type, String discriminator, Map<String, Fields> variants) {
            this.type = type;
            this.discriminator = discriminator;
            this.variants = variants;
        }

        @Override
        Map<String, Object> describe(Schemas schemas) {
            return schemas.component(type, () -> {
                List<Object> oneOf = new ArrayList<>();
                Map<String, Object> mapping = new LinkedHashMap<>();
                variants.forEach((tag, variant) -> {
                    Map<String, Object> reference = variant.describe(schemas, discriminator, tag);
                    oneOf.add(reference);
                    mapping.put(tag, String.valueOf(reference.get("$ref")));
                });
                Map<String, Object> choice = new LinkedHashMap<>();
                choice.put("propertyName", discriminator);
                choice.put("mapping", mapping);
                Map<String, Object> schema = new LinkedHashMap<>();
                schema.put("oneOf", oneOf);
                schema.put("discriminator", choice);
                return schema;
            });
        }

        @Override
        @Nullable
        Object read(JsonNode node, Loc loc, Violations violations) {
            if (!node.isObject()) {
                violations.add(violations.dialect().wrongKind(Kind.OBJECT, loc, node));
                return null;
            }
            JsonNode tag = node.get(discriminator);
            Shape variant = tag != null && tag.isString() ? variants.get(tag.getStringValue()) : null;
            if (tag == null || variant == null) {
                violations.add(violations.dialect().notTagged(discriminator, variants.keySet(), loc, node));
                return null;
            }
            return variant.read(node, loc.then(tag.getStringValue()), violations);
        }
    }
}
