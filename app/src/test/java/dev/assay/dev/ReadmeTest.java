package dev.assay.dev;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestServer;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The upload that README.md shows is run as it stands there, but for server, key and file. */
class ReadmeTest {
    private static final Pattern UPLOAD =
            Pattern.compile("```sh\\n(curl .*?)```\\s+```json\\n(.*?)```", Pattern.DOTALL);
    private static final JsonMapper JSON = JsonMapper.createDefault();

    private final TestServer server = TestServer.shared();

    @Test
    void theFirstUploadIsAnsweredAsShown(@TempDir Path directory) throws Exception {
        Matcher shown = UPLOAD.matcher(Files.readString(Checkout.root().resolve("README.md")));
        assertThat(shown.find()).isTrue();
        Path report = Files.writeString(directory.resolve("report.xml"), "<testsuite><testcase name='a'/></testsuite>");
        String command = shown.group(1)
                .replace("http://localhost:30000", server.uri().toString())
                .replaceFirst("curl -T \\S+", "curl -sS -T " + report);

        JsonNode answer = JSON.readValue(run(command), JsonNode.class);

        assertThat(shape(answer)).isEqualTo(shape(JSON.readValue(shown.group(2), JsonNode.class)));
        assertThat(server.as(VIEW_TEST)
                        .get(answer.get("results_url")
                                .getStringValue()
                                .replace(server.uri().toString(), ""))
                        .at("items")
                        .size())
                .isEqualTo(1);
    }

    private String run(String command) throws Exception {
        ProcessBuilder shell = new ProcessBuilder("bash", "-c", command);
        shell.environment().put("ASSAY_KEY", server.key(CHANGE_TEST));
        Process process = shell.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** Names and types, and addresses without their numbers. */
    private static List<String> shape(JsonNode node) {
        List<String> shape = new ArrayList<>();
        node.entries().forEach(member -> shape.add(member.getKey() + ": " + kind(member.getValue())));
        return shape;
    }

    private static String kind(JsonNode value) {
        if (value.isContainerNode()) {
            return value.isArray() ? "list" : shape(value).toString();
        }
        return value.isNumber() ? "number" : value.getStringValue().replaceAll("//[^/]*|\\d{2,}|/\\d+", "");
    }
}
