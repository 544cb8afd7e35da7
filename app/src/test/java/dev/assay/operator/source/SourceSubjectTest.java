package dev.assay.operator.source;

import static dev.assay.operator.source.Foreign.annotation;
import static dev.assay.operator.source.Foreign.label;
import static dev.assay.operator.source.Foreign.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.artefact.Family;
import dev.assay.execution.NewExecution;
import dev.assay.operator.resource.SourceSpec.Mapping;
import dev.assay.operator.resource.SourceSpec.Value;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Maps labels to what was tested. */
class SourceSubjectTest {
    private static Map<String, Value> fields(Object... pairs) {
        Map<String, Value> fields = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put((String) pairs[i], (Value) pairs[i + 1]);
        }
        return fields;
    }

    private static Mapping mapping(Family family, Object... pairs) {
        return new Mapping(family, fields(pairs), value("lab"), null, null);
    }

    private static Pod pod(Map<String, String> labels, Map<String, String> annotations) {
        return new PodBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .withAnnotations(annotations)
                .endMetadata()
                .build();
    }

    private static NewExecution known(Mapping mapping, HasMetadata... objects) {
        SourceSubject mapped = SourceSubject.of(mapping, "nightly", "kubernetes://x", List.of(objects));
        assertThat(mapped).isInstanceOf(SourceSubject.Known.class);
        return ((SourceSubject.Known) mapped).start();
    }

    private static String problem(Mapping mapping, HasMetadata... objects) {
        SourceSubject mapped = SourceSubject.of(mapping, "nightly", "kubernetes://x", List.of(objects));
        assertThat(mapped).isInstanceOf(SourceSubject.Unknown.class);
        return ((SourceSubject.Unknown) mapped).problem();
    }

    @Test
    void valuesLabelsAndAnnotationsMakeAStart() {
        Mapping mapping = new Mapping(
                Family.SNAP,
                fields(
                        "name", value("web"),
                        "version", label("version"),
                        "revision", annotation("example.com/revision"),
                        "track", value("latest"),
                        "store", value("ubuntu"),
                        "stage", label("risk")),
                label("node"),
                value("smoke"),
                value("arm64"));
        NewExecution start = known(
                mapping,
                pod(Map.of("version", "1.2", "risk", "beta", "node", "rpi4"), Map.of("example.com/revision", "7")));

        assertThat(start.environment()).isEqualTo("rpi4");
        assertThat(start.testPlan()).isEqualTo("smoke");
        assertThat(start.architecture()).isEqualTo("arm64");
        assertThat(start.revision()).isEqualTo(7);
        assertThat(start.ciLink()).isEqualTo("kubernetes://x");
        assertThat(start.artefact().toString()).contains("web", "1.2", "beta", "latest", "ubuntu");
    }

    @Test
    void unmappedFieldsHaveDefaults() {
        NewExecution start = known(mapping(Family.GENERIC, "name", value("web"), "version", value("1")));

        assertThat(start.testPlan()).isEqualTo("nightly");
        assertThat(start.architecture()).isEqualTo("amd64");
    }

    @Test
    void theFirstObjectThatHasALabelCounts() {
        Mapping mapping = mapping(Family.GENERIC, "name", value("web"), "version", label("v"));
        assertThat(known(mapping, pod(Map.of("v", "pod"), Map.of()), pod(Map.of("v", "job"), Map.of()))
                        .artefact()
                        .toString())
                .contains("pod");
        assertThat(known(mapping, pod(Map.of("v", ""), Map.of()), pod(Map.of("v", "job"), Map.of()))
                        .artefact()
                        .toString())
                .contains("job");
    }

    @Test
    void missingLabelsAreNamed() {
        Mapping mapping = new Mapping(
                Family.GENERIC,
                fields("name", value("web"), "version", label("app.kubernetes.io/version")),
                annotation("example.com/lab"),
                null,
                null);
        assertThat(problem(mapping, pod(Map.of(), Map.of())))
                .isEqualTo("version: label app.kubernetes.io/version is missing; "
                        + "environment: annotation example.com/lab is missing");
    }

    @Test
    void aRefusedValueIsReportedWithItsLabel() {
        Mapping mapping = mapping(
                Family.CHARM,
                "name",
                value("web"),
                "version",
                value("1"),
                "revision",
                label("rev"),
                "track",
                value("latest"),
                "stage",
                label("risk"));
        assertThat(problem(mapping, pod(Map.of("rev", "seven", "risk", "gamma"), Map.of())))
                .contains("revision (label rev): ", "stage (label risk): ")
                .contains("integer")
                .contains("'edge', 'beta', 'candidate' or 'stable'");
    }

    @Test
    void mistakesThatNoLabelCanFixAreReportedOnTheSource() {
        assertThat(SourceSubject.problem(Foreign.mapping("web"))).isEmpty();
        assertThat(SourceSubject.problem(mapping(Family.GENERIC, "name", value("web"), "versoin", label("v"))))
                .hasValueSatisfying(text ->
                        assertThat(text).startsWith("mapping.artefact has no field versoin; there are name, version"));
        assertThat(SourceSubject.problem(mapping(Family.SNAP, "name", value("web"), "version", label("v"))))
                .hasValueSatisfying(text -> assertThat(text)
                        .contains(
                                "mapping.artefact needs revision",
                                "mapping.artefact needs track",
                                "mapping.artefact needs stage"));
        assertThat(SourceSubject.problem(mapping(
                        Family.CHARM,
                        "name",
                        value("web"),
                        "version",
                        label("v"),
                        "revision",
                        label("r"),
                        "track",
                        value("latest"),
                        "stage",
                        value("gamma"))))
                .hasValueSatisfying(text -> assertThat(text).startsWith("stage (value 'gamma'): "));
        assertThat(SourceSubject.problem(mapping(
                        Family.CHARM,
                        "name",
                        value("web"),
                        "version",
                        label("v"),
                        "revision",
                        label("r"),
                        "track",
                        value("latest"),
                        "stage",
                        label("risk"))))
                .isEmpty();
    }

    @Test
    void aRuleBetweenFieldsIsCheckedOnceAllOfThemAreFixed() {
        assertThat(SourceSubject.problem(mapping(
                        Family.DEB,
                        "name",
                        value("web"),
                        "version",
                        value("1"),
                        "series",
                        value("noble"),
                        "repo",
                        value("main"))))
                .hasValueSatisfying(text -> assertThat(text).contains("source"));
        assertThat(SourceSubject.problem(mapping(
                        Family.DEB,
                        "name",
                        value("web"),
                        "version",
                        value("1"),
                        "series",
                        value("noble"),
                        "repo",
                        value("main"),
                        "source",
                        label("ppa"))))
                .isEmpty();
    }
}
