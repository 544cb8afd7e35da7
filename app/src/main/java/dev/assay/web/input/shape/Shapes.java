package dev.assay.web.input.shape;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.web.input.Dialect;
import dev.assay.web.input.Input;
import dev.assay.web.input.Loc;
import dev.assay.web.input.PatchField;
import dev.assay.web.input.PresenceFilter;
import dev.assay.web.input.RefusedInput;
import dev.assay.web.input.Streamed;
import dev.assay.web.input.Violations;
import io.micronaut.json.tree.JsonNode;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Derives what a parameter or body accepts from its type: records, sealed interfaces of records, lists, sets, maps, text, numbers,
 * booleans, enums, {@link Instant} and {@link LocalDateTime} (naive UTC), refined by the annotations of {@link Input}. A component
 * of a record for which absent and null differ is a {@link PatchField}.
 */
public final class Shapes {
    private static final Map<Parameter, Containers.Field> PARAMETERS = new ConcurrentHashMap<>();
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])([A-Z])");

    private Shapes() {}

    /**
     * Reads a body into the type of a parameter.
     *
     * @param body null if the request has no body, which counts as missing, like JSON null (ERR-07)
     * @return null only after having added a violation, or if the parameter is nullable
     */
    public static @Nullable Object body(Parameter parameter, @Nullable JsonNode body, Violations violations) {
        Containers.Field field = parameter(parameter);
        Loc loc = Loc.of("body");
        if (body == null || body.isNull()) {
            if (!field.nullable()) {
                violations.add(violations.dialect().missing(loc, JsonNode.nullNode()));
            }
            return null;
        }
        return field.shape().read(body, loc, violations);
    }

    /** Reads a path variable. */
    public static @Nullable Object path(Parameter parameter, String name, String raw, Violations violations) {
        return parameter(parameter)
                .shape()
                .read(JsonNode.createStringNode(raw), Loc.of("path").then(name), violations);
    }

    /** Reads a query parameter: the last value counts; a list takes all values (CONV-10, CONV-11). */
    public static @Nullable Object query(Parameter parameter, String name, List<String> raw, Violations violations) {
        Containers.Field field = parameter(parameter);
        Loc loc = Loc.of("query").then(name);
        if (raw.isEmpty()) {
            if (field.isRequired()) {
                violations.add(violations.dialect().missing(loc, JsonNode.nullNode()));
            }
            return field.fallback();
        }
        JsonNode node = field.shape().takesAll()
                ? JsonNode.createArrayNode(
                        raw.stream().map(JsonNode::createStringNode).toList())
                : JsonNode.createStringNode(raw.getLast());
        return field.shape().read(node, loc, violations);
    }

    /** Reads stored objects, which have the form of such bodies and may have more members. */
    public static <T> Function<JsonNode, T> stored(Class<T> type) {
        Containers.Fields fields = fields(type, null);
        return node -> {
            Violations violations = new Violations(Dialect.strict());
            Object read = fields.readMembers(node, Loc.of("stored"), violations, null);
            if (read == null) {
                throw new IllegalStateException(violations.first().toString());
            }
            return type.cast(read);
        };
    }

    /** {@code testPlan} → {@code test_plan}: names on the wire are snake case (CONV-03). */
    public static String snake(String name) {
        return HUMP.matcher(name).replaceAll("_$1").toLowerCase(Locale.ROOT);
    }

    static Containers.Field parameter(Parameter parameter) {
        return PARAMETERS.computeIfAbsent(parameter, p -> {
            if (p.getType() == PresenceFilter.class) {
                return inQuery(p, new PresenceForm(true), PresenceFilter.IRRELEVANT);
            }
            return p.getType() == Map.class
                    ? inQuery(p, new EncodedPairs(), Map.of())
                    : field(p.getName(), p.getAnnotatedType(), p, p.getType().isPrimitive());
        });
    }

    private static Containers.Field inQuery(Parameter parameter, Shape shape, Object fallback) {
        return new Containers.Field(
                snake(parameter.getName()), shape, false, false, fallback, false, Containers.Field.Place.MEMBER);
    }

    /**
     * Reads query parameters into the record whose components they are.
     *
     * @param raw the values of a parameter, by its name in the query
     * @return null only after having added a violation
     */
    public static @Nullable Object query(Class<?> type, Function<String, List<String>> raw, Violations violations) {
        return query(type, null, raw, violations);
    }

    private static @Nullable Object query(
            Class<?> type, Input.@Nullable Flat flat, Function<String, List<String>> raw, Violations violations) {
        Constructor<?> constructor = canonical(type, type.getRecordComponents());
        int before = violations.size();
        @Nullable Object[] values = new @Nullable Object[constructor.getParameterCount()];
        for (int i = 0; i < values.length; i++) {
            Parameter parameter = constructor.getParameters()[i];
            String name = snake(parameter.getName());
            Input.Flat parts = parameter.getAnnotation(Input.Flat.class);
            if (parts != null) {
                values[i] = query(parameter.getType(), parts, raw, violations);
            } else {
                values[i] = isTaken(parameter, flat)
                        ? query(parameter, name, raw.apply(name), violations)
                        : parameter(parameter).fallback();
            }
        }
        return violations.size() > before
                ? null
                : make(constructor, values, JsonNode.nullNode(), Loc.of("query"), violations);
    }

    /** The query parameters that are read into a record (see {@link #query(Class, Function, Violations)}), in their order. */
    public static List<Parameter> parameters(Class<?> type) {
        return parameters(type, null).toList();
    }

    private static Stream<Parameter> parameters(Class<?> type, Input.@Nullable Flat flat) {
        return Arrays.stream(canonical(type, type.getRecordComponents()).getParameters())
                .filter(parameter -> isTaken(parameter, flat))
                .flatMap(parameter -> {
                    Input.Flat parts = parameter.getAnnotation(Input.Flat.class);
                    return parts == null ? Stream.of(parameter) : parameters(parameter.getType(), parts);
                });
    }

    private static Containers.Field field(String name, AnnotatedType type, AnnotatedElement at, boolean primitive) {
        boolean given = type instanceof AnnotatedParameterizedType generic && raw(generic) == PatchField.class;
        AnnotatedType inner = given ? ((AnnotatedParameterizedType) type).getAnnotatedActualTypeArguments()[0] : type;
        Shape shape = shape(inner, given ? inner : at);
        boolean nullable = given || (!primitive && isNullable(type, at));
        Input.Default value = at.getAnnotation(Input.Default.class);
        return new Containers.Field(
                snake(name),
                shape,
                nullable,
                given,
                value == null ? null : fallback(shape, value.value()),
                isDeprecated(at),
                Containers.Field.Place.MEMBER);
    }

    private static boolean isDeprecated(AnnotatedElement at) {
        AnnotatedElement said = at instanceof RecordComponent component ? component.getAccessor() : at;
        Schema described = said.getAnnotation(Schema.class);
        return described != null && described.deprecated();
    }

    private static boolean isNullable(AnnotatedType type, AnnotatedElement at) {
        return type.isAnnotationPresent(Nullable.class) || at.isAnnotationPresent(Nullable.class);
    }

    private static Object fallback(Shape shape, String text) {
        Violations violations = new Violations(Dialect.strict());
        if (shape instanceof PresenceForm) {
            return PresenceFilter.IRRELEVANT;
        }
        Object value = switch (shape) {
            case Containers.Items items -> items.none();
            case Containers.Entries entries -> Map.of();
            default ->
                shape.read(JsonNode.createStringNode(text), Loc.of("query").then("default"), violations);
        };
        if (value == null) {
            throw new IllegalStateException("the default '" + text + "' is not valid: " + violations);
        }
        return value;
    }

    private static Shape shape(AnnotatedType annotated, AnnotatedElement at) {
        if (annotated instanceof AnnotatedParameterizedType generic) {
            return container(generic, at);
        }
        Type type = annotated.getType();
        if (!(type instanceof Class<?> c)) {
            throw new IllegalStateException("no shape for " + type);
        }
        if (c == String.class) {
            return text(annotated, at);
        }
        if (c == int.class || c == Integer.class) {
            Min min = constraint(Min.class, annotated, at);
            Max max = constraint(Max.class, annotated, at);
            return new Scalars.Whole(
                    min == null ? Integer.MIN_VALUE : min.value(),
                    max == null ? Integer.MAX_VALUE : max.value(),
                    false);
        }
        if (c == long.class || c == Long.class) {
            return new Scalars.Whole(0, 0, true);
        }
        if (c == boolean.class || c == Boolean.class) {
            return new Scalars.Flag();
        }
        if (c == PresenceFilter.class) {
            return new PresenceForm(false);
        }
        if (c == Instant.class || c == LocalDateTime.class) {
            return new Scalars.Moment(c == LocalDateTime.class, at.isAnnotationPresent(Input.WholeDay.class));
        }
        return c.isEnum() ? new Scalars.Choice(c) : object(c);
    }

    /** The usual constraints are allowed only on the type of a record's component, not on the component itself. */
    private static <A extends Annotation> @Nullable A constraint(
            Class<A> kind, AnnotatedType type, AnnotatedElement at) {
        A constraint = type.getAnnotation(kind);
        return constraint == null ? at.getAnnotation(kind) : constraint;
    }

    private static Shape text(AnnotatedType type, AnnotatedElement at) {
        Size size = constraint(Size.class, type, at);
        if (at.isAnnotationPresent(Input.Url.class)) {
            return new Scalars.Link(size == null ? Integer.MAX_VALUE : size.max());
        }
        boolean loose = at.isAnnotationPresent(Input.LooseUrl.class);
        Input.Bytes bytes = at.getAnnotation(Input.Bytes.class);
        return new Scalars.Text(
                size == null ? 0 : size.min(),
                size == null ? Integer.MAX_VALUE : size.max(),
                bytes == null ? Integer.MAX_VALUE : bytes.value(),
                loose);
    }

    private static Shape container(AnnotatedParameterizedType generic, AnnotatedElement at) {
        AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
        Class<?> raw = raw(generic);
        if (raw == Streamed.class) {
            return new Containers.Items(shape(arguments[0], arguments[0]), Integer.MAX_VALUE, false);
        }
        if (Collection.class.isAssignableFrom(raw)) {
            Size size = constraint(Size.class, generic, at);
            return new Containers.Items(
                    shape(arguments[0], arguments[0]),
                    size == null ? Integer.MAX_VALUE : size.max(),
                    Set.class.isAssignableFrom(raw));
        }
        if (Map.class.isAssignableFrom(raw)) {
            Input.KeySize keys = at.getAnnotation(Input.KeySize.class);
            Shape key = keys == null
                    ? new Scalars.Text(0, Integer.MAX_VALUE, Integer.MAX_VALUE, false)
                    : new Scalars.Text(keys.min(), keys.max(), Integer.MAX_VALUE, false);
            return new Containers.Entries(key, shape(arguments[1], arguments[1]));
        }
        throw new IllegalStateException("no shape for " + generic.getType());
    }

    private static Class<?> raw(AnnotatedParameterizedType generic) {
        return (Class<?>) ((ParameterizedType) generic.getType()).getRawType();
    }

    private static Shape object(Class<?> type) {
        Input.Discriminator discriminator = type.getAnnotation(Input.Discriminator.class);
        if (discriminator != null) {
            Map<String, Containers.Fields> variants = new LinkedHashMap<>();
            for (Class<?> variant : type.getPermittedSubclasses()) {
                variants.put(variant.getAnnotation(Input.Tag.class).value(), fields(variant, discriminator.value()));
            }
            return new Containers.Variants(type, discriminator.value(), variants);
        }
        if (!type.isRecord()) {
            throw new IllegalStateException("no shape for " + type.getName() + ": make it a record");
        }
        if (type.isAnnotationPresent(Input.Scalar.class)) {
            RecordComponent[] components = type.getRecordComponents();
            return new Scalars.Wrapped(
                    shape(components[0].getAnnotatedType(), components[0]), canonical(type, components));
        }
        return fields(type, null);
    }

    private static Containers.Fields fields(Class<?> type, @Nullable String tag) {
        return fields(type, tag, Shapes::field);
    }

    private static Containers.Fields fields(
            Class<?> type, @Nullable String tag, Function<RecordComponent, Containers.Field> field) {
        RecordComponent[] components = type.getRecordComponents();
        return new Containers.Fields(Arrays.stream(components).map(field).toList(), canonical(type, components), tag);
    }

    private static Containers.Field field(RecordComponent component) {
        Input.Flat flat = component.getAnnotation(Input.Flat.class);
        if (flat == null) {
            return field(
                    component.getName(),
                    component.getAnnotatedType(),
                    component,
                    component.getType().isPrimitive());
        }
        Size size = constraint(Size.class, component.getAnnotatedType(), component);
        Shape parts = fields(component.getType(), null, part -> {
            Containers.Field field = field(part);
            boolean hidden = flat.asShown() && part.getAccessor().isAnnotationPresent(JsonIgnore.class);
            if (hidden || !isTaken(part, flat)) {
                return field.as(field.name(), field.shape(), Containers.Field.Place.NOWHERE);
            }
            JsonProperty shown = flat.asShown() ? part.getAccessor().getAnnotation(JsonProperty.class) : null;
            Shape shape = size != null && field.shape() instanceof Containers.Items list
                    ? list.atMost(size.max())
                    : field.shape();
            return field.as(shown == null ? field.name() : shown.value(), shape, field.place());
        });
        return new Containers.Field("", parts, false, false, null, false, Containers.Field.Place.ENCLOSING);
    }

    private static boolean isTaken(AnnotatedElement part, Input.@Nullable Flat flat) {
        Input.Of group = part.getAnnotation(Input.Of.class);
        return group == null || flat == null || !group.value().equals(flat.without());
    }

    private static Constructor<?> canonical(Class<?> type, RecordComponent[] components) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new));
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    static @Nullable Object make(
            Constructor<?> constructor, @Nullable Object[] values, JsonNode node, Loc loc, Violations violations) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RefusedInput refused) {
                violations.add(violations.dialect().refused(refused.reason(), loc, node));
                return null;
            }
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The wire value of a constant: its {@link JsonProperty}, otherwise its name. */
    public static String wireName(Enum<?> constant) {
        JsonProperty property = field(constant).getAnnotation(JsonProperty.class);
        return property == null ? constant.name() : property.value();
    }

    static Field field(Enum<?> constant) {
        try {
            return constant.getDeclaringClass().getField(constant.name());
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }
}
