package dev.assay.collect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.assay.platform.RefusedSetting;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is tested: the parameters of an upload, by name and in the given order. A {@code part} goes before the path of each file, for
 * collectors that add to one execution and find files of the same path.
 */
public record Subject(Map<String, List<String>> parameters) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final List<String> NEEDED = List.of("family", "environment", "ci_link");
    private static final String EXAMPLE =
            "family=generic&name=web&version=1.4.2&environment=lab&ci_link=https://ci.example.com/run/7";
    private static final String METADATA = "metadata";
    private static final String PART = "part";
    /** Parameters that the collector sets itself. */
    private static final Set<String> RESERVED = Set.of("partial", "format");
    /** Parameters that only start-test accepts. */
    private static final Set<String> OF_START = Set.of("needs_assignment", "initial_status", "relevant_links");

    public Subject {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        // An empty value comes from a variable that is not set, and counts as absent, as in an upload
        parameters.forEach((name, values) -> {
            List<String> given =
                    values.stream().filter(value -> !value.isEmpty()).toList();
            if (!given.isEmpty()) {
                copy.put(name, given);
            }
        });
        parameters = copy;
        for (String name : NEEDED) {
            if (!parameters.containsKey(name)) {
                throw new RefusedSetting(
                        "ASSAY_TEST", "does not name the " + name, "It is a query such as\n  " + EXAMPLE);
            }
        }
    }

    /**
     * @param query {@code name=value&name=value}, percent-encoded
     * @param more further pairs {@code name=value}, not encoded
     */
    public static Subject of(String query, List<String> more) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : query.split("[&\\s]+")) {
            if (!pair.isEmpty()) {
                add(parameters, pair, true);
            }
        }
        more.forEach(pair -> add(parameters, pair, false));
        return new Subject(parameters);
    }

    private static void add(Map<String, List<String>> parameters, String pair, boolean encoded) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        if (equals <= 0 || RESERVED.contains(name)) {
            throw new RefusedSetting(
                    "ASSAY_TEST",
                    "has '" + pair + "', which is not a parameter of a test",
                    "It is a query such as\n  " + EXAMPLE);
        }
        String value = pair.substring(equals + 1);
        parameters
                .computeIfAbsent(name, key -> new ArrayList<>())
                .add(encoded ? URLDecoder.decode(value, StandardCharsets.UTF_8) : value);
    }

    /** The metadata of the execution, by category. */
    Map<String, List<String>> metadata() {
        Map<String, List<String>> metadata = new TreeMap<>();
        for (String pair : parameters.getOrDefault(METADATA, List.of())) {
            int colon = pair.indexOf(':');
            if (colon <= 0 || colon == pair.length() - 1) {
                throw new RefusedSetting(
                        "ASSAY_TEST", "has the metadata '" + pair + "'", "Write metadata=category:value");
            }
            metadata.computeIfAbsent(pair.substring(0, colon), category -> new ArrayList<>())
                    .add(pair.substring(colon + 1));
        }
        return metadata;
    }

    /**
     * The query of an upload.
     *
     * @param path the file, which is the name of its part
     */
    String query(String format, String path) {
        Map<String, List<String>> query = new LinkedHashMap<>(parameters);
        query.keySet().remove(METADATA);
        query.keySet().removeAll(OF_START);
        query.put("format", List.of(format));
        query.put("partial", List.of("true"));
        String before = parameters.containsKey(PART) ? parameters.get(PART).getLast() + "/" : "";
        query.put(PART, List.of(before + path));
        return query.entrySet().stream()
                .flatMap(parameter ->
                        parameter.getValue().stream().map(value -> encoded(parameter.getKey()) + "=" + encoded(value)))
                .collect(Collectors.joining("&"));
    }

    /** The body of start-test. */
    String start() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            if (!parameters.containsKey("test_plan")) {
                json.writeStringField("test_plan", "default");
            }
            for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
                String value = parameter.getValue().getLast();
                switch (parameter.getKey()) {
                    case METADATA, PART, "relevant_links" -> {}
                    case "needs_assignment" -> json.writeBooleanField(parameter.getKey(), Boolean.parseBoolean(value));
                    default -> json.writeStringField(parameter.getKey(), value);
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
