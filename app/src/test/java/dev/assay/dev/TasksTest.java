package dev.assay.dev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestServer;
import dev.assay.web.Operation;
import io.micronaut.web.router.Router;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/tasks.md names only scripts, operations and tests that exist, and every task has a test or is marked as not there yet. */
class TasksTest {
    private static final Path ROOT = Checkout.root();
    private static final Pattern OPERATION = Pattern.compile("`((?:GET|POST|PUT|PATCH|DELETE) /[^`]*)`");
    private static final Pattern SCRIPT = Pattern.compile("`(scripts/\\w+)");
    private static final Pattern COMMAND = Pattern.compile("`(?:scripts/)?assay (\\w+)");

    @Test
    void everyTaskHasATestOrIsNotThereYet() throws Exception {
        List<String[]> tasks = tasks();

        assertThat(tasks).hasSizeGreaterThan(35).allSatisfy(task -> {
            assertThat(task).as(String.join("|", task)).hasSize(4);
            String test = task[3].strip();
            if (test.isEmpty()) {
                assertThat(task[2]).contains("*not there yet*");
            } else {
                assertThat(DocumentsTest.files("/" + test + ".java")).as(test).hasSize(1);
            }
        });
    }

    @Test
    void scriptsExist() throws Exception {
        assertThat(named(SCRIPT))
                .hasSizeGreaterThan(8)
                .allSatisfy(script -> assertThat(ROOT.resolve(script)).isExecutable());
    }

    @Test
    void commandsExist() throws Exception {
        String sources = Files.readString(ROOT.resolve("app/src/main/java/dev/assay/cli/Assay.java"))
                + DocumentsTest.files("Command.java").stream()
                        .map(file -> file.getFileName().toString().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" "));

        assertThat(named(COMMAND)).hasSizeGreaterThan(3).allMatch(sources::contains);
    }

    @Test
    void operationsExist() throws Exception {
        Set<String> known = Operation.all(TestServer.shared().bean(Router.class)).stream()
                .map(operation -> operation.method() + " " + operation.path())
                .collect(Collectors.toSet());

        assertThat(named(OPERATION)).hasSizeGreaterThan(5).isSubsetOf(known);
    }

    private static List<String[]> tasks() throws Exception {
        return Files.readString(ROOT.resolve("docs/tasks.md"))
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| Task |"))
                .map(line -> line.replaceFirst("\\|$", "").split("\\|", -1))
                .toList();
    }

    private static List<String> named(Pattern pattern) throws Exception {
        return pattern.matcher(Files.readString(ROOT.resolve("docs/tasks.md")))
                .results()
                .map((MatchResult found) -> found.group(1))
                .distinct()
                .toList();
    }
}
