package dev.assay.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code skaffold.yaml} is what Skaffold's published schema allows, and names what is there. */
class SkaffoldTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void itIsWhatTheSchemaAllows() throws Exception {
        assertThat(errors(skaffold())).isEmpty();
        assertThat(skaffold().at("/apiVersion").asText()).isEqualTo("skaffold/v4beta13");
    }

    @Test
    void aMisspeltKeyIsNot() throws Exception {
        JsonNode misspelt = skaffold();
        ObjectNode docker = (ObjectNode) misspelt.at("/build/artifacts/0/docker");
        docker.set("dockerFile", docker.remove("dockerfile"));

        assertThat(errors(misspelt))
                .anySatisfy(error -> assertThat(error.toString()).contains("dockerFile"));
    }

    @Test
    void dockerfilesItNamesAreThere() throws Exception {
        List<String> dockerfiles = named("dockerfile");

        assertThat(dockerfiles).containsExactlyInAnyOrder("Dockerfile", "Dockerfile.production");
        assertThat(dockerfiles)
                .allSatisfy(path -> assertThat(Engine.ROOT.resolve(path)).exists());
    }

    @Test
    void theChartItNamesIsThere() throws Exception {
        assumeThat(Engine.ROOT.resolve("chart/Chart.yaml"))
                .as("this checkout has no chart")
                .exists();

        assertThat(named("chartPath")).isNotEmpty();
        assertThat(named("valuesFiles")).isNotEmpty();
        assertThat(Stream.concat(named("chartPath").stream(), named("valuesFiles").stream()))
                .allSatisfy(path -> assertThat(Engine.ROOT.resolve(path)).exists());
    }

    @Test
    void whatIsSyncedIsThereAndWatched() throws Exception {
        for (JsonNode rule : skaffold().at("/build/artifacts/0/sync/manual")) {
            assertThat(rule.at("/dest").asText())
                    .as("below the image's WORKDIR as below ours")
                    .isEqualTo(".");
            assertThat(matches(rule.at("/src").asText())).isPositive();
        }
        assertThat(skaffold().at("/build/artifacts/0/sync/manual").findValuesAsText("src"))
                .as("all that scripts/serve follows")
                .contains("app/src/main/**", "migrations/**");
    }

    @Test
    void theVersionReachesBothImages() throws Exception {
        assertThat(skaffold().findValuesAsText("VERSION"))
                .hasSize(2)
                .allSatisfy(version -> assertThat(version).contains(".IMAGE_TAG"));
        assertThat(skaffold().at("/build/tagPolicy").has("gitCommit")).isTrue();
        assertThat(Files.readString(Engine.ROOT.resolve("Dockerfile"))).contains("ARG VERSION=0.0.0");
        assertThat(Files.readString(Engine.ROOT.resolve("Dockerfile.production")))
                .contains("ARG VERSION=0.0.0");
    }

    @Test
    void theDebuggersPortIsOneOfTheImageAndIsForwarded() throws Exception {
        JsonNode patches = stream(skaffold().at("/profiles"))
                .filter(profile -> profile.at("/name").asText().equals("debug"))
                .findFirst()
                .orElseThrow()
                .at("/patches");

        assertThat(patches.findValuesAsText("path")).first().asString().endsWith("/DEBUG_PORT");
        assertThat(patches.at("/0/value").asInt())
                .isEqualTo(patches.at("/1/value/port").asInt());
        assertThat(Files.readString(Engine.ROOT.resolve("Dockerfile"))).contains("ARG DEBUG_PORT");
    }

    private static JsonNode skaffold() throws Exception {
        Object tree = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(Files.readString(Engine.ROOT.resolve("skaffold.yaml")));
        // By way of text, so that what an anchor names twice is two nodes
        return JSON.readTree(JSON.writeValueAsString(tree));
    }

    /** Every value of this key, wherever it stands. */
    private static List<String> named(String key) throws Exception {
        return skaffold().findValues(key).stream()
                .flatMap(value -> value.isArray() ? stream(value) : Stream.of(value))
                .map(JsonNode::asText)
                .toList();
    }

    private static Set<ValidationMessage> errors(JsonNode document) throws Exception {
        try (InputStream text = SkaffoldTest.class.getResourceAsStream("/skaffold/v4beta13.json")) {
            JsonSchema schema =
                    JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(text);
            return schema.validate(document);
        }
    }

    private static long matches(String glob) throws Exception {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        try (Stream<Path> files = Files.walk(Engine.ROOT.resolve(glob.replaceAll("/\\*.*", "")))) {
            return files.filter(Files::isRegularFile)
                    .map(Engine.ROOT::relativize)
                    .filter(matcher::matches)
                    .count();
        }
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return Stream.iterate(0, i -> i < array.size(), i -> i + 1).map(array::get);
    }
}
