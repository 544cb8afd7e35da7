package dev.assay.upload;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each folder is a decision about the parts of an execution: {@code steps.txt} with an upload on each line (its parameters, or
 * a hyphen for none, and its file), and the execution in {@code expected.txt}. All uploads have one {@code ci_link}.
 */
class PartsGoldenTest {
    private static final Path ROOT = Path.of("src/test/golden/parts");
    private static final boolean RENEW = Boolean.getBoolean("golden.renew");
    private static final String HOW_TO_RENEW =
            "renew with: scripts/test PartsGoldenTest -Dgolden.renew=true  (then read the diff)";

    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST);

    static Stream<Path> folders() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT)) {
            return folders.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void theExecutionIsAsExpected(Path folder) throws IOException {
        Set<String> unread = names(folder);
        unread.remove("steps.txt");
        unread.remove("expected.txt");
        UploadRequest about = UploadRequest.of().linked();
        List<String> lines = new ArrayList<>();
        int execution = 0;
        for (String step : Files.readAllLines(folder.resolve("steps.txt"))) {
            String[] words = step.split(" ");
            unread.remove(words[1]);
            TestResponse answer = send(about.file(Files.readAllBytes(folder.resolve(words[1]))), words[0]);
            execution = answer.number("test_execution_id");
            lines.add(step + ": " + answer.status()
                    + (answer.header("Idempotent-Replayed").isEmpty() ? "" : ", replayed"));
            for (int i = 0; i < answer.at("warnings").size(); i++) {
                lines.add("  " + answer.text("warnings", i, "kind") + ": " + answer.text("warnings", i, "detail"));
            }
        }
        assertThat(unread).as("files that nothing reads in %s", folder).isEmpty();
        lines.add("execution: " + client.get("/v1/test-executions/" + execution).text("status"));
        TestResponse results = client.get("/v2/test-executions/" + execution + "/test-results");
        for (int i = 0; i < results.at("items").size(); i++) {
            boolean named = !results.at("items", i, "part").isNull();
            lines.add("  " + results.text("items", i, "status") + " " + results.text("items", i, "name")
                    + (named ? " of part " + results.text("items", i, "part") : ""));
        }
        compare(folder.resolve("expected.txt"), String.join("\n", lines) + "\n");
    }

    private TestResponse send(UploadRequest upload, String parameters) {
        String more = parameters.equals("-") ? "" : "&" + parameters;
        return new UploadRequest(upload.about(), more, upload.file()).send(client);
    }

    private static void compare(Path expected, String actual) throws IOException {
        if (RENEW) {
            Files.writeString(expected, actual);
        }
        assertThat(expected).as(HOW_TO_RENEW).hasContent(actual);
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Set<String> names = new TreeSet<>();
            files.forEach(file -> names.add(file.getFileName().toString()));
            return names;
        }
    }
}
