package dev.assay.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.artefact.ArtefactKey;
import dev.assay.testing.StartBody;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Reads an execution to start from named texts. */
class StartFieldsTest {
    private static final List<String> FAMILIES = StartBody.FAMILIES;

    private static Map<String, String> fields(String family) {
        Map<String, String> fields = new LinkedHashMap<>();
        StartBody.of(family).fields().forEach((name, value) -> fields.put(name, value.coerceStringValue()));
        return fields;
    }

    private static NewExecution start(Map<String, String> fields) {
        assertThat(StartFields.read(fields)).isInstanceOf(StartFields.Outcome.Read.class);
        return ((StartFields.Outcome.Read) StartFields.read(fields)).start();
    }

    private static List<String> mistakes(Map<String, String> fields) {
        assertThat(StartFields.read(fields)).isInstanceOf(StartFields.Outcome.Wrong.class);
        return ((StartFields.Outcome.Wrong) StartFields.read(fields))
                .mistakes().stream()
                        .map(mistake -> mistake.field() + " " + mistake.message())
                        .toList();
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void everyFamilyIsRead(String family) {
        Map<String, String> fields = fields(family);
        NewExecution start = start(fields);
        assertThat(start.artefact().family().wire()).isEqualTo(family);
        start.artefact()
                .columns()
                .forEach((column, value) -> assertThat(value)
                        .isEqualTo(fields.getOrDefault(column.equals("stage") ? "execution_stage" : column, "")));
        assertThat(start.architecture()).isEqualTo("amd64");
        assertThat(start.revision()).isEqualTo(fields.containsKey("revision") ? 7 : null);
        assertThat(start.environment()).isEqualTo(fields.get("environment"));
        assertThat(start.testPlan()).isEqualTo(fields.get("test_plan"));
        assertThat(start.ciLink()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "snap    | revision        | seven | revision must be an integer of 32 bits",
                "snap    | revision        | NONE  | revision is missing",
                "snap    | store           | NONE  | store is missing",
                "charm   | execution_stage | gamma | execution_stage must be 'edge', 'beta', 'candidate' or 'stable'",
                "deb     | execution_stage | beta  | execution_stage must be 'proposed' or 'updates'",
                "deb     | execution_stage | NONE  | source or a stage is needed, but not both",
                "deb     | source          | ppa   | source or a stage is needed, but not both",
                "image   | execution_stage | edge  | execution_stage must be 'pending' or 'current'",
                "image   | image_url       | ftp:x | image_url must be an http or https URL",
                "oci     | digest          | abc   | digest looks like sha256: followed by 64 lower-case hexadecimal digits",
                "oci     | arch            | NONE  | arch is missing",
                "generic | version         | null  | version must be a version, not 'null'",
                "generic | version         | ''    | version is missing",
                "generic | name            | LONG  | name is too long",
                "generic | version         | LONG  | version is too long",
                "generic | ci_link         | LONG  | ci_link is too long",
                "generic | environment     | NUL   | environment has a NUL character, which cannot be stored",
                "generic | family          | other | family must be 'snap', 'deb', 'charm', 'image', 'solution', 'oci' or 'generic'",
            })
    void aMistakeIsNamedWithItsField(String family, String field, String value, String mistake) {
        Map<String, String> fields = fields(family);
        if (value.equals("NONE")) {
            fields.remove(field);
        } else {
            fields.put(field, value.replace("LONG", "x".repeat(601)).replace("NUL", "a\0b"));
        }
        assertThat(mistakes(fields)).containsExactly(mistake);
    }

    @Test
    void whatMayBeAbsentHasItsDefault() {
        Map<String, String> generic = fields("generic");
        generic.remove("arch");
        assertThat(start(generic).architecture()).isEqualTo(NewExecution.ANY_ARCHITECTURE);
        Map<String, String> image = Map.of("family", "image", "sha256", "abc", "environment", "e", "test_plan", "p");
        assertThat(start(image).artefact())
                .isEqualTo(new ArtefactKey.Image("abc", null, null, null, null, null, null, null));
        assertThat(start(image).architecture()).isNull();
    }

    @Test
    void allMistakesAreNamedAtOnce() {
        assertThat(mistakes(Map.of("family", "generic", "colour", "red")))
                .containsExactly(
                        "name is missing", "version is missing", "environment is missing", "test_plan is missing");
        assertThat(mistakes(Map.of())).containsExactly("family is missing");
    }
}
