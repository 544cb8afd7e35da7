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
import io.swagger.v3.oas.models.tags.Tag;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
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
    private static final String BY_HAND = "/dev/assay/service/components.json";

    private final OpenAPI document;

    ApiDescription(Router router) {
        OpenAPI generated = read(GENERATED, OpenAPI.class);
        Schemas schemas = new Schemas();
        Paths paths = paths(router, generated.getPaths(), schemas);
        this.document = new OpenAPI(SpecVersion.V31)
                .openapi("3.1.0")
                .info(new Info()
                        .title("Assay")
                        .description("Stores what was tested, where, how it went and who signed it off.")
                        .license(new License().name("Apache-2.0").identifier("Apache-2.0"))
                        .version(Version.current()))
                .tags(tags(paths))
                .paths(paths)
                .components(components(paths, generated.getComponents(), schemas));
    }

    /** The document as JSON, which ends in a line feed. */
    public String json() {
        return Json31.pretty(document) + "\n";
    }

    public String yaml() {
        return Yaml31.pretty(document);
    }

    private static Paths paths(Router router, Paths generated, Schemas schemas) {
        Map<String, PathItem> paths = new TreeMap<>();
        for (Operation operation : Operation.all(router)) {
            if (!operation.isHidden()) {
                HttpMethod method = HttpMethod.valueOf(operation.method());
                io.swagger.v3.oas.models.@Nullable Operation known = generated
                        .getOrDefault(operation.path(), new PathItem())
                        .readOperationsMap()
                        .get(method);
                paths.computeIfAbsent(operation.path(), _ -> new PathItem())
                        .operation(
                                method,
                                new ApiOperation(
                                                operation,
                                                known == null ? new io.swagger.v3.oas.models.Operation() : known,
                                                schemas)
                                        .describe());
            }
        }
        Paths sorted = new Paths();
        sorted.putAll(paths);
        return sorted;
    }

    private static List<Tag> tags(Paths paths) {
        TreeSet<String> names = new TreeSet<>();
        paths.values().forEach(path -> path.readOperations().forEach(operation -> names.addAll(operation.getTags())));
        return names.stream().map(name -> new Tag().name(name)).toList();
    }

    /** All components that the paths refer to, directly or through others. */
    private static Components components(Paths paths, Components generated, Schemas schemas) {
        Components byHand = read(BY_HAND, Components.class);
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
        Components all = new Components();
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

    private static <T> T read(String resource, Class<T> type) {
        try (InputStream in = Objects.requireNonNull(ApiDescription.class.getResourceAsStream(resource), resource)) {
            JsonNode tree = Json31.mapper().readTree(in);
            tree.findParents("nullable").forEach(schema -> in31((ObjectNode) schema));
            return Json31.mapper().treeToValue(tree, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
