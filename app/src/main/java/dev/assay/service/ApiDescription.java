package dev.assay.service;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.assay.platform.Version;
import dev.assay.web.Operation;
import dev.assay.web.input.shape.Schemas;
import io.micronaut.core.type.Argument;
import io.micronaut.jackson.core.tree.JsonNodeTreeCodec;
import io.micronaut.json.JsonMapper;
import io.micronaut.web.router.Router;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * The OpenAPI 3.1 document of all our operations (SVC-20 to SVC-22). The compiler's processor gives texts and answers; what a
 * request may contain, which permissions it needs and how it fails come from the code that enforces them. What the processor has
 * not seen, in a server that follows its sources, is described without texts. Two builds of one source give the same text.
 */
@Singleton
public class ApiDescription {
    private static final String GENERATED = "/META-INF/swagger/openapi-generated.json";
    private static final String BY_HAND = "/dev/assay/service/components.json";
    private static final String REFERENCE = "#/components/schemas/";
    private static final Argument<Map<String, Object>> OBJECT = Argument.mapOf(String.class, Object.class);

    private final JsonMapper mapper;
    private final Map<String, Object> document;

    ApiDescription(Router router, JsonMapper mapper) {
        this.mapper = mapper;
        Map<String, Object> generated = read(GENERATED);
        Schemas schemas = new Schemas();
        Map<String, Object> paths = paths(router, Json.object(generated.get("paths")), schemas);
        Map<String, Object> forms =
                Json.object(Json.object(generated.get("components")).get("schemas"));
        this.document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put("info", info());
        document.put("tags", tags(paths));
        document.put("paths", paths);
        document.put("components", new TreeMap<>(Map.of("schemas", components(paths, forms, schemas))));
    }

    /** Indented by two blanks, ending in a line feed. */
    public String json() {
        StringWriter text = new StringWriter();
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        Separators separators = Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator("");
        try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
            generator.setPrettyPrinter(new DefaultPrettyPrinter(separators)
                    .withObjectIndenter(indenter)
                    .withArrayIndenter(indenter));
            JsonNodeTreeCodec.getInstance().writeTree(generator, mapper.writeValueToTree(document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.append('\n').toString();
    }

    public String yaml() {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setDereferenceAliases(true);
        options.setWidth(120);
        return new Yaml(options).dump(document);
    }

    private static Map<String, Object> info() {
        Map<String, Object> licence = new LinkedHashMap<>();
        licence.put("name", "Apache-2.0");
        licence.put("identifier", "Apache-2.0");
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("title", "Assay");
        info.put("description", "Stores what was tested, where, how it went and who signed it off.");
        info.put("license", licence);
        info.put("version", Version.current());
        return info;
    }

    private static Map<String, Object> paths(Router router, Map<String, Object> generated, Schemas schemas) {
        Map<String, Object> paths = new TreeMap<>();
        for (Operation operation : Operation.all(router)) {
            if (operation.isHidden()) {
                continue;
            }
            String method = operation.method().toLowerCase(Locale.ROOT);
            Object known = Json.object(in31(Json.object(generated.get(operation.path()))))
                    .get(method);
            ApiOperation described = new ApiOperation(operation, Json.object(known), schemas);
            Json.object(paths.computeIfAbsent(operation.path(), path -> new TreeMap<String, Object>()))
                    .put(method, described.describe());
        }
        return paths;
    }

    private static List<Object> tags(Map<String, Object> paths) {
        TreeSet<String> names = new TreeSet<>();
        for (Object path : paths.values()) {
            for (Object operation : Json.object(path).values()) {
                Json.list(Json.object(operation).get("tags")).forEach(tag -> names.add(String.valueOf(tag)));
            }
        }
        List<Object> tags = new ArrayList<>();
        names.forEach(name -> tags.add(new TreeMap<>(Map.of("name", name))));
        return tags;
    }

    /** Everything that is referred to, from there on. */
    private Map<String, Object> components(Map<String, Object> paths, Map<String, Object> generated, Schemas schemas) {
        Map<String, Object> byHand = read(BY_HAND);
        Map<String, Object> components = new TreeMap<>();
        TreeSet<String> wanted = new TreeSet<>();
        collect(paths, wanted);
        while (!wanted.isEmpty()) {
            String name = Objects.requireNonNull(wanted.pollFirst());
            Map<String, Object> form = Json.object(generated.get(name));
            Map<String, Object> input = schemas.components().get(name);
            Object component = byHand.containsKey(name)
                    ? byHand.get(name)
                    : input == null ? output(name, form) : withTexts(input, form);
            components.put(name, component);
            collect(component, wanted);
            wanted.removeAll(components.keySet());
        }
        return components;
    }

    /** In what we answer every property is present (CONV-05). */
    private static Map<String, Object> output(String name, Map<String, Object> form) {
        if (form.isEmpty()) {
            throw new IllegalStateException("no schema " + name);
        }
        Map<String, Object> component = Json.object(in31(form));
        if (form.containsKey("properties")) {
            component.put(
                    "required", List.copyOf(Json.object(form.get("properties")).keySet()));
        }
        return component;
    }

    /** What 3.0 calls nullable is in 3.1 a type among others. */
    private static Object in31(Object node) {
        if (node instanceof List<?> list) {
            return list.stream().map(ApiDescription::in31).toList();
        }
        if (!(node instanceof Map<?, ?> map)) {
            return node;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        map.forEach((key, value) -> json.put(String.valueOf(key), in31(value)));
        if (!Boolean.TRUE.equals(json.remove("nullable"))) {
            return json;
        }
        if (json.get("type") instanceof String type) {
            json.put("type", List.of(type, "null"));
        } else if (json.remove("allOf") instanceof List<?> forms) {
            json.put("anyOf", List.of(forms.getFirst(), new TreeMap<>(Map.of("type", "null"))));
        }
        return json;
    }

    private static Map<String, Object> withTexts(Map<String, Object> input, Map<String, Object> form) {
        Map<String, Object> component = new LinkedHashMap<>();
        if (form.containsKey("description")) {
            component.put("description", form.get("description"));
        }
        component.putAll(input);
        Map<String, Object> known = Json.object(form.get("properties"));
        Json.object(input.get("properties")).forEach((name, property) -> {
            Object text = Json.object(known.get(name)).get("description");
            if (text != null) {
                Json.object(property).put("description", text);
            }
        });
        return component;
    }

    private static void collect(Object node, TreeSet<String> names) {
        if (node instanceof Map<?, ?> map) {
            if (map.get("$ref") instanceof String reference && reference.startsWith(REFERENCE)) {
                names.add(reference.substring(REFERENCE.length()));
            }
            map.values().forEach(value -> collect(value, names));
        } else if (node instanceof List<?> list) {
            list.forEach(value -> collect(value, names));
        }
    }

    private Map<String, Object> read(String resource) {
        try (InputStream in = Objects.requireNonNull(ApiDescription.class.getResourceAsStream(resource), resource)) {
            return Objects.requireNonNull(mapper.readValue(in, OBJECT), resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
