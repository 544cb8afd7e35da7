package dev.assay.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExcerptTest {
    private static final int MOST = 64 * 1024;

    private static String of(String log) throws IOException {
        return Excerpt.of(new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8)), Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16 * 1024 - 1, 16 * 1024, 16 * 1024 + 1, MOST - 1, MOST})
    void whatFitsIsKept(int length) throws IOException {
        String log = "0123456789".repeat(length / 10 + 1).substring(0, length);

        assertThat(of(log)).isEqualTo(log);
    }

    @ParameterizedTest
    @ValueSource(ints = {MOST + 1, MOST + 8191, 200_000, 1_000_003})
    void ofALongOneHeadAndTailAreKept(int length) throws IOException {
        StringBuilder log = new StringBuilder();
        for (int i = 0; log.length() < length; i++) {
            log.append(i).append(' ');
        }
        String all = log.substring(0, length);

        String kept = of(all);

        assertThat(kept)
                .startsWith(all.substring(0, 16 * 1024))
                .endsWith(all.substring(length - 48 * 1024))
                .contains("[… " + (length - MOST) + " bytes left out …]");
        assertThat(kept.length()).isLessThan(MOST + 50);
    }

    @Test
    void whatTheDatabaseCannotHoldIsReplaced() throws IOException {
        assertThat(of("a\0b")).isEqualTo("a\uFFFDb");
    }
}
