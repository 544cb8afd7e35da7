package dev.assay.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.assay.web.Operation;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An example of every operation: requests, and what a server really answered. A test sends them and compares the answers. */
final class ApiExamples {
    private static final String RESOURCE = "examples.json";

    private final Map<String, JsonNode> byOperation = new HashMap<>();

    ApiExamples() {
        try (InputStream in = Objects.requireNonNull(ApiExamples.class.getResourceAsStream(RESOURCE))) {
            for (JsonNode example : Json31.mapper().readTree(in)) {
                if (example.has("operation")) {
                    byOperation.put(example.get("operation").textValue(), example);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void addTo(io.swagger.v3.oas.models.Operation described, Operation operation) {
        JsonNode example = byOperation.get(operation.method() + " " + operation.path());
        if (example == null) {
            return;
        }
        if (described.getRequestBody() != null && example.has("body")) {
            addTo(described.getRequestBody().getContent(), example.get("body"));
        }
        ApiResponse answer = described.getResponses().get(example.get("status").asText());
        if (answer != null && example.has("answer")) {
            addTo(answer.getContent(), example.get("answer"));
        }
        if (described.getParameters() != null) {
            Map<String, List<String>> values =
                    values(operation.path(), example.get("path").textValue());
            described
                    .getParameters()
                    .forEach(parameter -> addTo(parameter, values.getOrDefault(parameter.getName(), List.of())));
        }
    }

    /** The first type of a body is the one that the example has. */
    private static void addTo(@Nullable Content content, JsonNode example) {
        if (content != null) {
            content.values().iterator().next().setExample(example);
        }
    }

    private static void addTo(Parameter parameter, List<String> values) {
        if (values.isEmpty()) {
            return;
        }
        Schema<?> schema = parameter.getSchema();
        if (schema.getItems() != null) {
            ArrayNode list = Json31.mapper().createArrayNode();
            values.forEach(list::add);
            parameter.setExample(list);
        } else if (schema.getTypes() != null && schema.getTypes().contains("integer")) {
            parameter.setExample(Integer.valueOf(values.getLast()));
        } else {
            parameter.setExample(values.getLast());
        }
    }

    /** The values of the variables in the path and of the query, by name. */
    private static Map<String, List<String>> values(String template, String path) {
        Map<String, List<String>> values = new HashMap<>();
        String[] parts = path.split("\\?", 2);
        Matcher matcher =
                Pattern.compile(template.replaceAll("\\{(\\w+)}", "([^/]+)")).matcher(parts[0]);
        List<String> names = Pattern.compile("\\{(\\w+)}")
                .matcher(template)
                .results()
                .map(name -> name.group(1))
                .toList();
        if (!matcher.matches()) {
            throw new IllegalStateException(path + " is not an example of " + template);
        }
        for (int i = 0; i < names.size(); i++) {
            values.put(names.get(i), List.of(matcher.group(i + 1)));
        }
        for (String pair : parts.length == 1 ? new String[0] : parts[1].split("&")) {
            String[] named = pair.split("=", 2);
            values.computeIfAbsent(named[0], _ -> new ArrayList<>())
                    .add(URLDecoder.decode(named[1], StandardCharsets.UTF_8));
        }
        return values;
    }
}
