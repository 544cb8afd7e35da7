package dev.assay.seed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SeedProgressTest {
    private final StringWriter out = new StringWriter();
    private Instant now = Instant.EPOCH;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);

    @Test
    void aTerminalSeesOneLineGrow() {
        SeedProgress progress = new SeedProgress(new PrintWriter(out), true, clock, 4);
        for (int i = 0; i < 4; i++) {
            now = now.plus(Duration.ofSeconds(50));
            progress.done(1_000);
        }

        assertThat(out)
                .asString()
                .contains("\r███████░░░░░░░░░░░░░░░░░░░░░░░  25 %  1,000 results  20 results/s  2:30 min left")
                .contains("75 %")
                .contains("50 s left")
                .contains("100 %  4,000 results  20 results/s  0 s left")
                .containsOnlyOnce("\n");
    }

    @Test
    void aFileGetsALineNowAndThen() {
        SeedProgress progress = new SeedProgress(new PrintWriter(out), false, clock, 10);
        for (int i = 0; i < 10; i++) {
            now = now.plus(Duration.ofSeconds(2));
            progress.done(10);
        }

        assertThat(out.toString().lines())
                .containsExactly(
                        " 30 %  30 results  5 results/s  14 s left",
                        " 60 %  60 results  5 results/s  8 s left", " 90 %  90 results  5 results/s  2 s left");
    }
}
