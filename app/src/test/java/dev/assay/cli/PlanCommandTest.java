package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class PlanCommandTest {
    private final StringWriter said = new StringWriter();

    private int execute(String... arguments) {
        PrintWriter out = new PrintWriter(said, true);
        CommandLine command = Assay.commandLine(Map.of(), out);
        return command.setErr(out).execute(arguments);
    }

    @Test
    void anOptionThatIsMissingIsNamed() {
        assertThat(execute("plan", "try", "--step", "unit")).isEqualTo(2);
        assertThat(said.toString()).contains("Missing required option: '--file=FILE'");
    }

    @Test
    void aFileThatIsMissingIsNamed() {
        assertThat(execute("plan", "try", "-f", "nowhere/plan.yaml", "--step", "unit"))
                .isEqualTo(2);
        assertThat(said.toString()).contains("nowhere/plan.yaml cannot be read");
    }

    @Test
    void itSaysHowItIsUsed() {
        assertThat(execute("plan", "try", "--help")).isZero();
        assertThat(said.toString()).contains("Nothing is recorded", "--artefact", "3 the test ended before");
    }
}
