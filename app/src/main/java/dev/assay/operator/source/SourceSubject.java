package dev.assay.operator.source;

import dev.assay.execution.NewExecution;
import dev.assay.execution.StartFields;
import dev.assay.execution.StartFields.Mistake;
import dev.assay.operator.resource.ArtefactSpec;
import dev.assay.operator.resource.SourceSpec.Mapping;
import dev.assay.operator.resource.SourceSpec.Value;
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

/**
 * What was tested, in which environment and for which test plan. It comes from fixed values, labels and annotations, and is
 * checked by the rules of start-test.
 */
sealed interface SourceSubject {
    record Known(NewExecution start) implements SourceSubject {}

    /** @param problem a sentence that names the label */
    record Unknown(String problem) implements SourceSubject {}

    /** The fields of an artefact, spelled as in a TestRun. */
    List<String> FIELDS = Arrays.stream(ArtefactSpec.class.getRecordComponents())
            .map(RecordComponent::getName)
            .filter(name -> !name.equals("family"))
            .toList();

    /** A placeholder for a value that a label will give. */
    String ANYTHING = "1";

    /**
     * @param plan the test plan's name if the mapping does not have it
     * @param objects where to look for labels and annotations; the first object that has one counts
     */
    static SourceSubject of(Mapping mapping, String plan, String ciLink, List<? extends HasMetadata> objects) {
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
        if (!problems.isEmpty()) {
            return new Unknown(String.join("; ", problems));
        }
        return switch (StartFields.read(members)) {
            case StartFields.Outcome.Read(NewExecution start) -> new Known(start);
            case StartFields.Outcome.Wrong(List<Mistake> mistakes) ->
                new Unknown(mistakes.stream()
                        .map(mistake -> sentence(mistake, values(mapping, plan)))
                        .collect(Collectors.joining("; ")));
        };
    }

    /**
     * Mistakes in the mapping that no label can fix: fields that do not exist, fields that are missing, and fixed values that
     * are refused.
     */
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
        return switch (StartFields.read(members)) {
            case StartFields.Outcome.Read _ -> Optional.empty();
            case StartFields.Outcome.Wrong(List<Mistake> mistakes) ->
                Optional.of(mistakes.stream()
                                .filter(mistake -> isGiven(mistake, values))
                                .map(mistake -> sentence(mistake, values))
                                .collect(Collectors.joining("; ")))
                        .filter(problems -> !problems.isEmpty());
        };
    }

    /** The values by field, spelled as in the resource. */
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
            case "architecture" -> "arch";
            case "testPlan" -> "test_plan";
            default -> ArtefactSpec.member(field);
        };
    }

    /**
     * True if the mistake does not depend on a label: the field is missing, its value is fixed, or the rule is about several
     * fields and all values are fixed.
     */
    private static boolean isGiven(Mistake mistake, Map<String, Value> values) {
        Optional<Value> value = value(mistake, values).map(Map.Entry::getValue);
        return mistake.missing()
                || value.map(Value::value).isPresent()
                || value.isEmpty() && values.values().stream().allMatch(given -> given.value() != null);
    }

    private static Optional<Map.Entry<String, Value>> value(Mistake mistake, Map<String, Value> values) {
        return values.entrySet().stream()
                .filter(entry -> wire(entry.getKey()).equals(mistake.field()))
                .findFirst();
    }

    private static String sentence(Mistake mistake, Map<String, Value> values) {
        if (mistake.missing()) {
            return FIELDS.stream()
                    .filter(field -> wire(field).equals(mistake.field()))
                    .findFirst()
                    .map(field -> "mapping.artefact needs " + field)
                    .orElseThrow();
        }
        return value(mistake, values)
                .map(entry -> "%s (%s): %s".formatted(entry.getKey(), shown(entry.getValue()), mistake.message()))
                .orElse("mapping.artefact: " + mistake.field() + " " + mistake.message());
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
