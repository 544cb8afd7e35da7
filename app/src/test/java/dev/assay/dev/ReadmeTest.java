package dev.assay.dev;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestServer;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The upload that README.md shows is run as printed, except for the server's address and the key. */
class ReadmeTest {
    private static final Pattern UPLOAD =
            Pattern.compile("```sh run\\n(curl .*?)```\\s+```json\\n(.*?)```", Pattern.DOTALL);
    private static final JsonMapper JSON = JsonMapper.createDefault();

    private final TestServer server = TestServer.shared();

    @Test
    void theFirstUploadIsAnsweredAsShown() throws Exception {
        Matcher shown = UPLOAD.matcher(Files.readString(Checkout.root().resolve("README.md")));
        assertThat(shown.find()).isTrue();
        String command = shown.group(1).replaceFirst("^curl", "curl -sS");

        JsonNode answer = JSON.readValue(run(command), JsonNode.class);

        assertThat(shape(answer)).isEqualTo(shape(JSON.readValue(shown.group(2), JsonNode.class)));
        assertThat(server.as(VIEW_TEST)
                        .get(answer.get("results_url")
                                .getStringValue()
                                .replace(server.uri().toString(), ""))
                        .at("items")
                        .size())
                .isEqualTo(answer.get("counts").get("total").getIntValue());
    }

    private String run(String command) throws Exception {
        ProcessBuilder shell = new ProcessBuilder("bash", "-c", command)
                .directory(Checkout.root().toFile());
        shell.environment().put("ASSAY_URL", server.uri().toString());
        shell.environment().put("ASSAY_API_KEY", server.key(CHANGE_TEST));
        Process process = shell.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** Names and values of the JSON; addresses without their numbers, and ids only as "a number". */
    private static List<String> shape(JsonNode node) {
        List<String> shape = new ArrayList<>();
        node.entries().forEach(member -> shape.add(member.getKey() + ": " + kind(member)));
        return shape;
    }

    private static String kind(Map.Entry<String, JsonNode> member) {
        JsonNode value = member.getValue();
        if (value.isContainerNode()) {
            return value.isArray() ? "list" : shape(value).toString();
        }
        String text = value.coerceStringValue();
        return value.isNumber() && !member.getKey().endsWith("id") ? text : text.replaceAll("//[^/]*|\\d+", "");
    }
}
