package dev.assay.operator.source;

import dev.assay.execution.StartTest;
import dev.assay.operator.resource.Artefact;
import dev.assay.operator.source.SourceSpec.Mapping;
import dev.assay.operator.source.SourceSpec.Value;
import dev.assay.web.input.Shapes;
import dev.assay.web.input.Violation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was tested, where, and as what: from values, labels and annotations, by the rules of start-test. */
sealed interface Mapped {
    /** @param plan the name of the test plan */
    record Known(StartTest test, String plan) implements Mapped {}

    /** @param problem a sentence that names the label */
    record Unknown(String problem) implements Mapped {}

    /** Fields of an artefact, in the spelling of TestRun. */
    List<String> FIELDS = Arrays.stream(Artefact.class.getRecordComponents())
            .map(RecordComponent::getName)
            .filter(name -> !name.equals("family"))
            .toList();

    /** Stands for what a label will say. */
    String ANYTHING = "1";

    /**
     * @param plan the test plan without a mapping for it
     * @param objects where labels and annotations are looked for, the first that has it counts
     */
    static Mapped of(Mapping mapping, String plan, String ciLink, List<? extends HasMetadata> objects) {
        List<String> problems = new ArrayList<>();
        Map<String, String> members = new LinkedHashMap<>();
        values(mapping, plan).forEach((field, value) -> {
            String found = found(value, objects);
            if (found == null) {
                problems.add("%s: %s is missing".formatted(field, shown(value)));
            } else {
                members.put(wire(field), found);
            }
        });
        members.put("family", mapping.family().wire());
        members.put("ci_link", ciLink);
        List<Violation> violations = new ArrayList<>();
        StartTest test = problems.isEmpty() ? Shapes.query(StartTest.class, members, violations) : null;
        violations.forEach(violation -> problems.add(sentence(violation, values(mapping, plan))));
        return test == null ? new Unknown(String.join("; ", problems)) : new Known(test, test.testPlan());
    }

    /** What no label could mend: fields that there are not, or that lack, or whose given value is refused. */
    static Optional<String> problem(Mapping mapping) {
        List<String> unknown = mapping.artefact().keySet().stream()
                .filter(field -> !FIELDS.contains(field))
                .toList();
        if (!unknown.isEmpty()) {
            return Optional.of("mapping.artefact has no field " + String.join(", ", unknown) + "; there are "
                    + String.join(", ", FIELDS));
        }
        Map<String, Value> values = values(mapping, ANYTHING);
        Map<String, String> members = new LinkedHashMap<>();
        values.forEach((field, value) -> members.put(wire(field), value.value() == null ? ANYTHING : value.value()));
        members.put("family", mapping.family().wire());
        List<Violation> violations = new ArrayList<>();
        Shapes.query(StartTest.class, members, violations);
        String problems = violations.stream()
                .filter(violation -> isGiven(violation, values))
                .map(violation -> sentence(violation, values))
                .collect(Collectors.joining("; "));
        return problems.isEmpty() ? Optional.empty() : Optional.of(problems);
    }

    /** By field, as people write it. */
    private static Map<String, Value> values(Mapping mapping, String plan) {
        Map<String, Value> values = new LinkedHashMap<>();
        mapping.artefact().forEach((field, value) -> values.put(field, value));
        values.put("environment", mapping.environment());
        values.put("testPlan", mapping.testPlan() == null ? new Value(plan, null, null) : mapping.testPlan());
        values.put(
                "architecture",
                mapping.architecture() == null ? new Value("amd64", null, null) : mapping.architecture());
        return values;
    }

    private static String wire(String field) {
        return switch (field) {
            case "stage" -> "execution_stage";
            case "architecture" -> "arch";
            default -> Shapes.snake(field);
        };
    }

    /** A rule between fields names none; what lacks has no value that a label could give. */
    private static boolean isGiven(Violation violation, Map<String, Value> values) {
        String name = String.valueOf(violation.loc().getLast());
        Optional<Value> value = values.entrySet().stream()
                .filter(entry -> wire(entry.getKey()).equals(name))
                .map(Map.Entry::getValue)
                .findFirst();
        return violation.type().equals("missing")
                || value.map(Value::value).isPresent()
                || value.isEmpty() && values.values().stream().allMatch(given -> given.value() != null);
    }

    private static String sentence(Violation violation, Map<String, Value> values) {
        String name = String.valueOf(violation.loc().getLast());
        return values.entrySet().stream()
                .filter(entry -> wire(entry.getKey()).equals(name))
                .map(entry -> "%s (%s): %s".formatted(entry.getKey(), shown(entry.getValue()), violation.msg()))
                .findFirst()
                .orElseGet(() -> FIELDS.stream()
                        .filter(field -> wire(field).equals(name))
                        .map(field -> "mapping.artefact needs %s".formatted(field))
                        .findFirst()
                        .orElse(violation.msg()));
    }

    private static @Nullable String found(Value value, List<? extends HasMetadata> objects) {
        if (value.value() != null) {
            return value.value();
        }
        for (HasMetadata object : objects) {
            String found = value.label() != null
                    ? Finished.labels(object).get(value.label())
                    : Finished.annotations(object).get(value.annotation());
            if (found != null && !found.isEmpty()) {
                return found;
            }
        }
        return null;
    }

    private static String shown(Value value) {
        if (value.value() != null) {
            return "value '" + value.value() + "'";
        }
        return value.label() != null ? "label " + value.label() : "annotation " + value.annotation();
    }
}
