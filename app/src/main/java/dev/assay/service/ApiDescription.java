package dev.assay.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.platform.Version;
import dev.assay.web.Operation;
import dev.assay.web.input.shape.Schemas;
import io.micronaut.web.router.Router;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.core.util.Yaml31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Schema;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The OpenAPI 3.1 document of all our operations (SVC-20 to SVC-22). The annotation processor gives texts and responses. What a
 * request may contain, which permissions it needs and how it fails come from the code that enforces them. In a server that follows
 * its sources, an operation that the processor has not seen is described without texts. Two builds of one source give the same
 * text.
 */
@Singleton
public class ApiDescription {
    private static final String GENERATED = "/META-INF/swagger/openapi-generated.json";
    private static final String BY_HAND = "by-hand.json";
    private static final String INTRODUCTION = "introduction.md";

    /** Rules of the contract that Javadoc cites: readers of sources look them up, callers of the API do not. */
    private static final Pattern CITED = Pattern.compile(" ?\\([A-Z]+-?[A-Z]*-?\\d[^)]*\\)| ?\\([A-Z]+(-[A-Z]+)+\\)");

    private final OpenAPI document;
    private final PropertyTexts texts;

    ApiDescription(Router router) {
        OpenAPI generated = read(GENERATED, OpenAPI.class);
        Schemas schemas = new Schemas();
        OpenAPI byHand = read(BY_HAND, OpenAPI.class);
        Paths paths = paths(router, generated.getPaths(), schemas);
        Components components = components(paths, generated.getComponents(), byHand.getComponents(), schemas);
        this.texts = new PropertyTexts();
        texts.complete(components);
        this.document = new OpenAPI(SpecVersion.V31)
                .openapi("3.1.0")
                .info(new Info()
                        .title("Assay")
                        .description(introduction())
                        .license(new License().name("Apache-2.0").identifier("Apache-2.0"))
                        .version(Version.current()))
                .tags(byHand.getTags())
                .paths(paths)
                .components(components);
    }

    /** The document as JSON, which ends in a line feed. */
    public String json() {
        return Json31.pretty(document) + "\n";
    }

    public String yaml() {
        return Yaml31.pretty(document);
    }

    /** Lines of texts that no property needs; a test expects none. */
    Set<String> unusedTexts() {
        return texts.unused();
    }

    /** The paths of v2 come first, then those of v1 and the others, each in the order of the alphabet. */
    private static Paths paths(Router router, Paths generated, Schemas schemas) {
        ApiExamples examples = new ApiExamples();
        Map<String, PathItem> paths = new TreeMap<>(Comparator.comparing((String path) -> !path.startsWith("/v2/"))
                .thenComparing(path -> !path.startsWith("/v1/"))
                .thenComparing(Comparator.naturalOrder()));
        for (Operation operation : Operation.all(router)) {
            if (!operation.isHidden()) {
                HttpMethod method = HttpMethod.valueOf(operation.method());
                io.swagger.v3.oas.models.@Nullable Operation known = generated
                        .getOrDefault(operation.path(), new PathItem())
                        .readOperationsMap()
                        .get(method);
                io.swagger.v3.oas.models.Operation described = new ApiOperation(
                                operation, known == null ? new io.swagger.v3.oas.models.Operation() : known, schemas)
                        .describe();
                examples.addTo(described, operation);
                paths.computeIfAbsent(operation.path(), _ -> new PathItem()).operation(method, described);
            }
        }
        Paths sorted = new Paths();
        sorted.putAll(paths);
        return sorted;
    }

    /** All components that the paths refer to, directly or through others. */
    private static Components components(Paths paths, Components generated, Components byHand, Schemas schemas) {
        Map<String, Schema<?>> components = new TreeMap<>();
        TreeSet<String> wanted = references(paths);
        while (!wanted.isEmpty()) {
            String name = Objects.requireNonNull(wanted.pollFirst());
            Schema<?> form = generated.getSchemas().get(name);
            Schema<?> input = schemas.components().get(name);
            Schema<?> component = byHand.getSchemas().get(name);
            if (component == null) {
                component = input == null ? output(name, form) : withTexts(input, form);
            }
            components.put(name, component);
            wanted.addAll(references(component));
            wanted.removeAll(components.keySet());
        }
        Components all = new Components().securitySchemes(byHand.getSecuritySchemes());
        components.forEach(all::addSchemas);
        return all;
    }

    private static TreeSet<String> references(Object model) {
        TreeSet<String> names = new TreeSet<>();
        for (String reference : Json31.mapper().valueToTree(model).findValuesAsText("$ref")) {
            names.add(reference.substring(Components.COMPONENTS_SCHEMAS_REF.length()));
        }
        return names;
    }

    /** Marks every property as required, because our responses always have all of them (CONV-05). */
    private static Schema<?> output(String name, @Nullable Schema<?> form) {
        if (form == null) {
            throw new IllegalStateException("no schema " + name);
        }
        if (form.getProperties() != null) {
            form.setRequired(List.copyOf(form.getProperties().keySet()));
        }
        return form;
    }

    private static Schema<?> withTexts(Schema<?> input, @Nullable Schema<?> form) {
        if (form != null) {
            input.setDescription(form.getDescription());
            if (input.getProperties() != null && form.getProperties() != null) {
                form.getProperties().forEach((name, known) -> {
                    Schema<?> property = input.getProperties().get(name);
                    if (property != null && known.getDescription() != null) {
                        property.setDescription(known.getDescription());
                    }
                });
            }
        }
        return input;
    }

    private static String introduction() {
        try (InputStream in = Objects.requireNonNull(ApiDescription.class.getResourceAsStream(INTRODUCTION))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T read(String resource, Class<T> type) {
        try (InputStream in = Objects.requireNonNull(ApiDescription.class.getResourceAsStream(resource), resource)) {
            JsonNode tree = Json31.mapper().readTree(in);
            tree.findParents("nullable").forEach(schema -> in31((ObjectNode) schema));
            for (String text : List.of("summary", "description")) {
                tree.findParents(text).forEach(parent -> withoutRules((ObjectNode) parent, text));
            }
            return Json31.mapper().treeToValue(tree, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void withoutRules(ObjectNode parent, String text) {
        JsonNode value = parent.get(text);
        if (value.isTextual()) {
            parent.put(text, CITED.matcher(value.textValue()).replaceAll(""));
        }
    }

    /** Replaces {@code nullable} of OpenAPI 3.0 by the type null of 3.1. */
    private static void in31(ObjectNode schema) {
        if (schema.remove("nullable").asBoolean()) {
            JsonNode type = schema.get("type");
            if (type != null) {
                schema.putArray("type").add(type).add("null");
            } else if (schema.remove("allOf") instanceof ArrayNode forms) {
                schema.putArray("anyOf").add(forms.get(0)).addObject().put("type", "null");
            }
        }
    }
}
