package dev.assay.operator.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
    private static final String DNS_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";

    @Test
    void validNamesAreKept() {
        assertThat(Names.of("nightly", "lab-1", "unit", "0", "1")).isEqualTo("nightly-lab-1-unit-0-1");
        assertThat(Names.label("lab.1_x")).isEqualTo("lab.1_x");
        assertThat(Names.label("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Lab 1",
        "ärger",
        "'-'",
        "'...'",
        "a.b",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "''"
    })
    void anythingBecomesAName(String part) {
        assertThat(Names.of("run", part)).matches(DNS_LABEL).hasSizeLessThanOrEqualTo(57);
        assertThat(Names.label(part)).matches("([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?");
    }

    @Test
    void differentPartsGiveDifferentNames() {
        assertThat(Names.of("a b", "c")).isNotEqualTo(Names.of("a", "b c")).isNotEqualTo(Names.of("A b", "c"));
        String longer = "x".repeat(80);
        assertThat(Names.of(longer + "1")).isNotEqualTo(Names.of(longer + "2"));
        assertThat(Names.label("lab 1")).isNotEqualTo(Names.label("lab-1"));
    }
}
