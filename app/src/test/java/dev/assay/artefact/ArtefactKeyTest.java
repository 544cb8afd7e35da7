package dev.assay.artefact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The key of each family and its columns. */
class ArtefactKeyTest {
    @ParameterizedTest
    @EnumSource(Family.class)
    void aKeyIsReadFromItsColumnsAndReturnsThem(Family family) {
        Set<String> asked = new HashSet<>();
        ArtefactKey key = ArtefactKey.of(family, column -> {
            asked.add(column);
            return "its " + column;
        });
        assertThat(key.family()).isEqualTo(family);
        assertThat(key.name()).isEqualTo("its name");
        assertThat(key.version()).isEqualTo("its version");
        assertThat(key.columns())
                .hasSameSizeAs(asked)
                .allSatisfy((column, value) -> assertThat(value).isEqualTo("its " + column));
        assertThat(ArtefactKey.COLUMNS).containsAll(asked);
    }

    @Test
    void anImageCanHaveItsChecksumAlone() {
        ArtefactKey key = ArtefactKey.of(Family.IMAGE, column -> column.equals("sha256") ? "abc" : null);
        assertThat(key)
                .isInstanceOfSatisfying(
                        ArtefactKey.Image.class,
                        image -> assertThat(image.isDescribed()).isFalse());
        assertThat(key.columns()).containsExactly(java.util.Map.entry("sha256", "abc"));
        assertThat(((ArtefactKey.Image) ArtefactKey.of(Family.IMAGE, column -> column)).isDescribed())
                .isTrue();
    }
}
