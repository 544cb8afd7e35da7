package dev.assay.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** People filter logs by key, so one thing has one key. */
class LogKeysTest {
    /** The keys; the reason of a failure or refusal is always {@code reason}. */
    private static final List<String> KEYS = List.of(
            "about",
            "account",
            "applied",
            "attempts",
            "bytes",
            "class",
            "database",
            "deliveries",
            "delivery",
            "detail",
            "directory",
            "entries",
            "event",
            "execution",
            "file",
            "from",
            "grace",
            "how",
            "instead",
            "issuer",
            "job",
            "kept",
            "kind",
            "kinds",
            "method",
            "metrics",
            "namespaces",
            "outcome",
            "path",
            "patience",
            "permissions",
            "pod",
            "port",
            "reason",
            "results",
            "role",
            "roles",
            "sessions",
            "subject",
            "teams",
            "to",
            "url",
            "user",
            "version",
            "wished",
            "work");

    private static final Pattern EVENT =
            Pattern.compile("\\.at(?:Trace|Debug|Info|Warn|Error)\\(\\)(.*?)\\.log\\(", Pattern.DOTALL);
    private static final Pattern KEY = Pattern.compile("addKeyValue\\(\\s*(\"[^\"]*\"|[^,]*)");

    @Test
    void theseAreAllKeysAndNoneIsTwiceInAnEvent() throws IOException {
        TreeSet<String> used = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                String text = Files.readString(file);
                List<List<String>> events = EVENT.matcher(text)
                        .results()
                        .map(event -> keys(event.group(1)))
                        .toList();
                assertThat(events)
                        .as(file.toString())
                        .allSatisfy(keys -> assertThat(keys).doesNotHaveDuplicates());
                used.addAll(keys(text));
            }
        }
        assertThat(used).containsExactlyElementsOf(KEYS);
    }

    private static List<String> keys(String text) {
        return KEY.matcher(text)
                .results()
                .map(found -> found.group(1).replace("\"", ""))
                .toList();
    }
}
