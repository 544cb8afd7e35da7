package dev.assay.dev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import org.junit.jupiter.api.Test;

/** What {@code scripts/shell} starts with, and the examples in its comment, run as they are written. */
class ShellTest {
    private static final String EXAMPLE = "//   ";

    @Test
    void theDocumentedExamplesRun() throws IOException {
        String startup = Files.readString(Checkout.root().resolve("scripts/shell.jsh"));
        List<String> examples = startup.lines()
                .filter(line -> line.startsWith(EXAMPLE))
                .map(line -> line.substring(EXAMPLE.length()))
                .toList();
        assertThat(examples).hasSizeGreaterThan(3);
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            shell.addToClasspath(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
            eval(shell, "import java.util.*;");
            String url = '"' + TestDatabase.migrated().dbUrl() + '"';
            eval(shell, startup.replace("System.getenv(\"DB_URL\")", url));

            List<String> values = new ArrayList<>();
            examples.forEach(example -> values.add(eval(shell, example)));
            eval(shell, "context.close()");

            assertThat(values).contains("Optional.empty", "[]").doesNotContainNull();
        }
    }

    /** The value of the last snippet. */
    private static String eval(JShell shell, String text) {
        String value = "";
        String rest = text;
        while (!rest.isBlank()) {
            SourceCodeAnalysis.CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            for (SnippetEvent event : shell.eval(next.source())) {
                assertThat(event.exception()).as(next.source()).isNull();
                assertThat(event.status())
                        .as(() -> next.source()
                                + shell.diagnostics(event.snippet()).toList())
                        .isEqualTo(Snippet.Status.VALID);
                value = event.value();
            }
            rest = next.remaining();
        }
        return value;
    }
}
