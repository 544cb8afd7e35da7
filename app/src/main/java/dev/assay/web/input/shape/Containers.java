package dev.assay.web.input.shape;

import dev.assay.web.input.Dialect.Kind;
import dev.assay.web.input.Dialect.Limit;
import dev.assay.web.input.Loc;
import dev.assay.web.input.PatchField;
import dev.assay.web.input.Violations;
import io.micronaut.json.tree.JsonNode;
import io.swagger.v3.oas.models.media.Discriminator;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Shapes of values that contain other values. */
final class Containers {
    private Containers() {}

    /** A list, or a set, which has the same form but drops repeated values. */
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
        Schema<?> describe(Schemas schemas) {
            return Schemas.type("array")
                    .items(item.describe(schemas))
                    .maxItems(max < Integer.MAX_VALUE ? max : null)
                    .uniqueItems(distinct ? true : null);
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

    /** A map with text as keys; the place of a bad key ends in {@code "[key]"} (ERR-03). */
    static final class Entries extends Shape {
        private final Shape key;
        private final Shape value;

        Entries(Shape key, Shape value) {
            this.key = key;
            this.value = value;
        }

        @Override
        Schema<?> describe(Schemas schemas) {
            return Schemas.type("object")
                    .propertyNames(key.describe(schemas))
                    .additionalProperties(value.describe(schemas));
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
     * @param given true if it is read into a {@link PatchField}
     * @param fallback the value when the field is absent; null when there is none
     * @param old true if it is described as deprecated
     * @param place where its value is
     */
    record Field(
            String name,
            Shape shape,
            boolean nullable,
            boolean given,
            @Nullable Object fallback,
            boolean old,
            Place place) {
        /** In its own member, in the members of the enclosing object, or nowhere, which means that it is always the fallback. */
        enum Place {
            MEMBER,
            ENCLOSING,
            NOWHERE
        }

        Field as(String other, Shape its, Place where) {
            return new Field(other, its, nullable, given, fallback, old, where);
        }

        boolean isRequired() {
            return !nullable && fallback == null;
        }

        /** The names of the members that it reads. */
        private Stream<String> names() {
            return switch (place) {
                case MEMBER -> Stream.of(name);
                case ENCLOSING -> ((Fields) shape).names.stream();
                case NOWHERE -> Stream.of();
            };
        }

        /** Reads it from the enclosing object. */
        @Nullable
        Object read(JsonNode enclosing, Loc at, Violations violations) {
            if (place == Place.NOWHERE) {
                return fallback;
            }
            // The whole object reports unknown members, so its part does not
            return shape instanceof Fields part
                    ? part.readMembers(enclosing, at, violations, null)
                    : shape.read(enclosing, at, violations);
        }

        /** @param value null when the enclosing object does not have the member */
        @Nullable
        Object read(@Nullable JsonNode value, JsonNode enclosing, Loc at, Violations violations) {
            if (value == null) {
                if (isRequired()) {
                    violations.add(violations.dialect().missing(at, enclosing));
                }
                return given ? new PatchField.Absent<>() : fallback;
            }
            if (value.isNull() && nullable) {
                return given ? new PatchField.Null<>() : null;
            }
            Object read = shape.read(value, at, violations);
            return given && read != null ? new PatchField.Value<>(read) : read;
        }

        Schema<?> describe(Schemas schemas) {
            Schema<?> form = shape.describe(schemas);
            Schema<?> schema = nullable ? Schemas.orNull(form) : form;
            if (fallback != null) {
                schema.setDefault(shape.wire(fallback));
            }
            return schema.deprecated(old ? true : null);
        }
    }

    /** An object, read into a record through its canonical constructor. */
    static final class Fields extends Shape {
        private final List<Field> fields;
        private final Constructor<?> constructor;
        private final Set<String> names;
        private final @Nullable Method renewal;

        /** @param tag the member that says which variant it is; null if there are no variants */
        Fields(List<Field> fields, Constructor<?> constructor, @Nullable String tag) {
            this.fields = List.copyOf(fields);
            this.constructor = constructor;
            this.names = Stream.concat(fields.stream().flatMap(Fields::members), Stream.ofNullable(tag))
                    .collect(Collectors.toUnmodifiableSet());
            this.renewal = Stream.of(constructor.getDeclaringClass().getDeclaredMethods())
                    .filter(method -> method.getName().equals("renewed") && method.trySetAccessible())
                    .findFirst()
                    .orElse(null);
        }

        List<Field> fields() {
            return fields;
        }

        /** The names of the members that a field is read from. */
        private static Stream<String> members(Field field) {
            return switch (field.place()) {
                case MEMBER -> Stream.of(field.name());
                case ENCLOSING -> field.shape() instanceof Fields part ? part.names.stream() : Stream.empty();
                case NOWHERE -> Stream.empty();
            };
        }

        /** The form of the items in this list. */
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
        Schema<?> describe(Schemas schemas) {
            return schemas.component(constructor.getDeclaringClass(), () -> object(schemas, Map.of()));
        }

        /** Describes it as a variant, with the tag that its record does not hold. */
        Schema<?> describe(Schemas schemas, String discriminator, String tag) {
            Schema<?> constant = Schemas.type("string")._const(tag);
            return schemas.component(
                    constructor.getDeclaringClass(), () -> object(schemas, Map.of(discriminator, constant)));
        }

        private Schema<?> object(Schemas schemas, Map<String, Schema<?>> tag) {
            Schema<?> schema = Schemas.type("object");
            tag.forEach(schema::addProperty);
            tag.keySet().forEach(schema::addRequiredItem);
            describe(schemas, schema);
            return schema;
        }

        private void describe(Schemas schemas, Schema<?> schema) {
            for (Field field : fields) {
                if (field.place() == Field.Place.ENCLOSING && field.shape() instanceof Fields itself) {
                    itself.describe(schemas, schema);
                } else if (field.place() == Field.Place.MEMBER) {
                    schema.addProperty(field.name(), field.describe(schemas));
                    if (field.isRequired()) {
                        schema.addRequiredItem(field.name());
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
            Object made = readMembers(node, loc, violations, known);
            violations.dialect().unknown("member", () -> members(node), names, member -> "", loc, violations);
            return violations.size() == before ? made : null;
        }

        /** Reads it from an object that may have other members. */
        @Nullable
        Object readMembers(JsonNode node, Loc loc, Violations violations, @Nullable Known known) {
            JsonNode renewed = renewed(node);
            @Nullable Object[] values = new @Nullable Object[fields.size()];
            int before = violations.size();
            for (int i = 0; i < values.length; i++) {
                Field field = fields.get(i);
                if (known != null && known.name().equals(field.name())) {
                    violations.addAll(known.violations());
                    values[i] = known.value();
                } else if (field.place() == Field.Place.MEMBER) {
                    values[i] = field.read(renewed.get(field.name()), node, loc.then(field.name()), violations);
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

        /** Brings an object with older member names up to date, if the record has a {@code static JsonNode renewed(JsonNode)}. */
        private JsonNode renewed(JsonNode node) {
            try {
                return renewal == null ? node : (JsonNode) renewal.invoke(null, node);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** One of several records, distinguished by a tag; the tag is part of the place of an error (TE-START-02). */
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
        Schema<?> describe(Schemas schemas) {
            return schemas.component(type, () -> {
                Schema<?> schema = new JsonSchema();
                Discriminator choice = new Discriminator().propertyName(discriminator);
                variants.forEach((tag, variant) -> {
                    Schema<?> reference = variant.describe(schemas, discriminator, tag);
                    schema.addOneOfItem(reference);
                    choice.mapping(tag, reference.get$ref());
                });
                return schema.discriminator(choice);
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
