package dev.assay.operator;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Validates a custom resource against the definitions in {@code chart/crds}, as an API server does at its creation: defaults,
 * structure and rules. Rules about changes are not checked.
 */
final class CorpusSchema {
    private static final Path CRDS = Path.of("../chart/crds");
    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final Cel CEL = CelFactory.standardCelBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("self", SimpleType.DYN)
            .build();

    private final Map<String, JSONSchemaProps> kinds = new HashMap<>();

    CorpusSchema() {
        try (Stream<Path> files = Files.list(CRDS)) {
            for (Path file : files.toList()) {
                CustomResourceDefinition crd = YAML.unmarshal(Files.readString(file), CustomResourceDefinition.class);
                kinds.put(
                        crd.getSpec().getNames().getKind(),
                        crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The problems, in words like those of the server; empty if there are none. */
    List<String> problems(GenericKubernetesResource resource) {
        JSONSchemaProps schema = Objects.requireNonNull(kinds.get(resource.getKind()), resource.getKind());
        Map<String, Object> value = YAML.convertValue(resource, LinkedHashMap.class);
        value.keySet().removeAll(Set.of("apiVersion", "kind", "metadata"));
        List<String> problems = new ArrayList<>();
        check("", schema, value, problems);
        return problems;
    }

    private static void check(String path, JSONSchemaProps schema, Object value, List<String> problems) {
        int before = problems.size();
        switch (value) {
            case Map<?, ?> map -> object(path, schema, map, problems);
            case List<?> list -> list(path, schema, list, problems);
            default -> scalar(path, schema, value, problems);
        }
        if (problems.size() == before) {
            rules(path, schema, value, problems);
        }
    }

    @SuppressWarnings("unchecked")
    private static void object(String path, JSONSchemaProps schema, Map<?, ?> given, List<String> problems) {
        if (!"object".equals(schema.getType())) {
            problems.add(invalid(path, "\"object\"", "must be of type " + schema.getType()));
            return;
        }
        Map<String, Object> map = (Map<String, Object>) given;
        Map<String, JSONSchemaProps> properties = orEmpty(schema.getProperties());
        properties.forEach((name, property) -> {
            if (!map.containsKey(name) && property.getDefault() != null) {
                map.put(name, YAML.convertValue(property.getDefault(), Object.class));
            }
        });
        if (schema.getRequired() != null) {
            for (String name : schema.getRequired()) {
                if (map.get(name) == null) {
                    problems.add(join(path, name) + ": Required value");
                }
            }
        }
        if (schema.getMinProperties() != null && map.size() < schema.getMinProperties()) {
            problems.add(
                    invalid(path, map.size(), "should have at least " + schema.getMinProperties() + " properties"));
        }
        map.forEach((name, value) -> {
            JSONSchemaProps property = properties.get(name);
            JSONSchemaProps others = schema.getAdditionalProperties() == null
                    ? null
                    : schema.getAdditionalProperties().getSchema();
            if (property != null) {
                check(join(path, name), property, value, problems);
            } else if (others != null) {
                check(path + "." + name, others, value, problems);
            } else if (!Boolean.TRUE.equals(schema.getXKubernetesPreserveUnknownFields())) {
                problems.add("unknown field \"" + join(path, name) + '"');
            }
        });
    }

    private static void list(String path, JSONSchemaProps schema, List<?> list, List<String> problems) {
        if (!"array".equals(schema.getType())) {
            problems.add(invalid(path, "\"array\"", "must be of type " + schema.getType()));
            return;
        }
        if (schema.getMinItems() != null && list.size() < schema.getMinItems()) {
            problems.add(invalid(path, list.size(), "should have at least " + schema.getMinItems() + " items"));
        }
        if (schema.getMaxItems() != null && list.size() > schema.getMaxItems()) {
            problems.add(path + ": Too many: must have at most " + schema.getMaxItems() + " items");
        }
        Set<Object> keys = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            String at = path + "[" + i + "]";
            if (schema.getXKubernetesListMapKeys() != null && list.get(i) instanceof Map<?, ?> entry) {
                List<?> key = schema.getXKubernetesListMapKeys().stream()
                        .map(entry::get)
                        .toList();
                if (!keys.add(key)) {
                    problems.add(at + ": Duplicate value: " + key);
                }
            }
            check(at, schema.getItems().getSchema(), list.get(i), problems);
        }
    }

    private static void scalar(String path, JSONSchemaProps schema, Object value, List<String> problems) {
        boolean either = Boolean.TRUE.equals(schema.getXKubernetesIntOrString());
        if (!either && !type(value).equals(schema.getType())) {
            problems.add(invalid(path, '"' + type(value) + '"', "must be of type " + schema.getType()));
            return;
        }
        if (!schema.getEnum().isEmpty()
                && schema.getEnum().stream().noneMatch(one -> one.asText().equals(value))) {
            problems.add(path + ": Unsupported value: \"" + value + '"');
        }
        if (value instanceof String text) {
            if (schema.getPattern() != null
                    && !Pattern.compile(schema.getPattern()).matcher(text).find()) {
                problems.add(invalid(path, '"' + text + '"', "should match '" + schema.getPattern() + "'"));
            }
            if (schema.getMinLength() != null && text.length() < schema.getMinLength()) {
                problems.add(
                        invalid(path, '"' + text + '"', "should be at least " + schema.getMinLength() + " chars long"));
            }
            if (schema.getMaxLength() != null && text.length() > schema.getMaxLength()) {
                problems.add(path + ": Too long: may not be more than " + schema.getMaxLength() + " bytes");
            }
        }
        if (value instanceof Number number
                && ((schema.getMinimum() != null && number.doubleValue() < schema.getMinimum())
                        || (schema.getMaximum() != null && number.doubleValue() > schema.getMaximum()))) {
            problems.add(invalid(path, number, "should be from " + schema.getMinimum() + " to " + schema.getMaximum()));
        }
    }

    private static String invalid(String path, Object value, String rule) {
        return "%s: Invalid value: %s: %s in body %s".formatted(path, value, path, rule);
    }

    private static String type(Object value) {
        return switch (value) {
            case String text -> "string";
            case Boolean flag -> "boolean";
            case Integer number -> "integer";
            case Long number -> "integer";
            default -> "number";
        };
    }

    private static void rules(String path, JSONSchemaProps schema, Object value, List<String> problems) {
        if (schema.getXKubernetesValidations() == null) {
            return;
        }
        for (ValidationRule rule : schema.getXKubernetesValidations()) {
            if (!rule.getRule().contains("oldSelf") && !holds(rule.getRule(), value)) {
                problems.add(path + ": Invalid value: " + rule.getMessage());
            }
        }
    }

    private static boolean holds(String rule, Object value) {
        try {
            return Boolean.TRUE.equals(
                    CEL.createProgram(CEL.compile(rule).getAst()).eval(Map.of("self", numbers(value))));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalStateException(rule, e);
        }
    }

    /** Whole numbers are long in these rules. */
    private static Object numbers(Object value) {
        return switch (value) {
            case Integer number -> (Object) number.longValue();
            case List<?> list -> list.stream().map(CorpusSchema::numbers).toList();
            case Map<?, ?> map -> {
                Map<Object, Object> copy = new LinkedHashMap<>();
                map.forEach((key, one) -> copy.put(key, numbers(one)));
                yield copy;
            }
            default -> value;
        };
    }

    private static <V> Map<String, V> orEmpty(@Nullable Map<String, V> map) {
        return map == null ? Map.of() : map;
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
