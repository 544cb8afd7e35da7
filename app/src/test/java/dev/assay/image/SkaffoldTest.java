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
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code skaffold.yaml} conforms to Skaffold's published schema, refers only to things that exist, and does what the documents say. */
class SkaffoldTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"");

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

    @ParameterizedTest
    @ValueSource(strings = {"prod", "debug", "podman"})
    void soIsWhatProfilesMakeOfIt(String profile) throws Exception {
        ObjectNode with = (ObjectNode) with(profile);
        with.remove("profiles");

        assertThat(errors(with)).isEmpty();
    }

    /** Without the values for development, which let anyone sign on as anyone. */
    @Test
    void prodDeploysTheImageAndTheValuesOfProduction() throws Exception {
        JsonNode prod = with("prod");

        assertThat(prod.findValuesAsText("dockerfile")).containsExactly("Dockerfile.production");
        assertThat(prod.at("/build/artifacts/0").has("sync")).isFalse();
        assertThat(prod.toString()).doesNotContain("values-development").doesNotContain("development.");
        assertThat(prod.at("/deploy/helm/releases/0").has("valuesFiles")).isFalse();
        assertThat(skaffold().at("/deploy/helm/releases/0/valuesFiles").get(0).asText())
                .isEqualTo("chart/values-development.yaml");
    }

    @Test
    void prodSaysInLabelsWhatTheImageWasMadeFrom() throws Exception {
        JsonNode arguments = with("prod").at("/build/artifacts/0/docker/buildArgs");

        assertThat(arguments.fieldNames()).toIterable().containsExactlyInAnyOrder("VERSION", "REVISION", "SOURCE");
        assertThat(commanded(arguments.at("/REVISION").asText())).matches("[0-9a-f]{40}|unknown");
        assertThat(commanded(arguments.at("/SOURCE").asText())).isNotEmpty().doesNotContain("@");
        String dockerfile = Files.readString(Engine.ROOT.resolve("Dockerfile.production"));
        assertThat(dockerfile)
                .contains("image.revision=\"${REVISION}\"", "image.source=\"${SOURCE}\"")
                .contains("ARG REVISION=", "ARG SOURCE=");
    }

    @Test
    void withoutARepositoryTheLabelsSayThatTheyDoNotKnow(@TempDir Path folder) throws Exception {
        JsonNode arguments = with("prod").at("/build/artifacts/0/docker/buildArgs");
        Files.createDirectory(folder.resolve("scripts"));
        Files.copy(Engine.ROOT.resolve("scripts/source.sh"), folder.resolve("scripts/source.sh"));

        assertThat(commanded(arguments.at("/REVISION").asText(), folder)).isEqualTo("unknown");
        assertThat(commanded(arguments.at("/SOURCE").asText(), folder)).isEqualTo("unknown");
        shell(folder, "git", "init", "--quiet");
        shell(folder, "git", "remote", "add", "origin", "https://name:password@git.example.com/assay");
        assertThat(commanded(arguments.at("/SOURCE").asText(), folder)).isEqualTo("https://git.example.com/assay");
    }

    @Test
    void dockerfilesItNamesAreThere() throws Exception {
        assertThat(Engine.ROOT.resolve("Dockerfile")).exists();
        assertThat(Engine.ROOT.resolve("Dockerfile.production")).exists();
        assertThat(named("dockerfile")).containsExactly("Dockerfile");
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
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "CHANGELOG.md",
                "docs/containers.md",
                "docs/adr/0027-the-image.md",
                "openapi.json",
                "migrations/schema/V0002__hash_api_keys.sql",
                "migrations/site/README.md",
                "app/src/main/java/dev/assay/cli/Assay.java",
                "app/src/main/resources/application.properties",
                "app/src/test/java/dev/assay/image/SkaffoldTest.java",
                "app/src/test/resources/skaffold/README.md",
                "app/src/test/golden/chart/default/values.yaml",
            })
    void whatNeedsNoRebuildIsSynced(String file) throws Exception {
        assertThat(isSynced(file)).isTrue();
    }

    /** A release of the chart creates new Pods; their image must have what was synced to the old ones. */
    @ParameterizedTest
    @ValueSource(
            strings = {"chart/values.yaml", "chart/templates/api.yaml", "chart/README.md", "pom.xml", "scripts/serve"})
    void whatDoesIsOfTheImage(String file) throws Exception {
        assertThat(isSynced(file)).isFalse();
        assertThat(Files.readAllLines(Engine.ROOT.resolve(".dockerignore"))).doesNotContain(file.replaceAll("/.*", ""));
    }

    /** The image has three parts: libraries, from the poms; classes, from the sources; and the rest, which is cheap. */
    @Test
    void anEditOfTheChartMakesTheLastLayersOnly() throws Exception {
        List<String> steps = Files.readAllLines(Engine.ROOT.resolve("Dockerfile"));
        int everything = steps.indexOf("COPY --chown=65532:65532 . .");
        List<String> before = steps.subList(0, everything);

        assertThat(before)
                .anyMatch(step -> step.contains("mvn "))
                .anyMatch(step -> step.contains("scripts/assay --version"));
        assertThat(before.stream().filter(step -> step.startsWith("COPY")))
                .hasSizeGreaterThan(4)
                .allSatisfy(step -> assertThat(step).containsPattern("pom\\.xml|\\.mvn|scripts|migrations|app "));
        assertThat(steps.subList(everything, steps.size())).noneMatch(step -> step.startsWith("RUN"));
        assertThat(before).as("changes with each commit").noneMatch(step -> step.startsWith("ARG VERSION"));
    }

    /** Before the release, because its operator reads them; with Helm as field manager, so that Helm 4 does not conflict. */
    @ParameterizedTest
    @ValueSource(strings = {"", "prod"})
    void definitionsOfResourcesAreAppliedBeforeTheRelease(String profile, @TempDir Path folder) throws Exception {
        JsonNode command = with(profile).at("/deploy/helm/hooks/before/0/host/command");
        Path kubectl = Files.writeString(folder.resolve("kubectl"), "#!/bin/sh\necho \"$@\"\n");
        assertThat(kubectl.toFile().setExecutable(true)).isTrue();
        ProcessBuilder hook =
                new ProcessBuilder(stream(command).map(JsonNode::asText).toList());
        hook.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        hook.environment().put("SKAFFOLD_KUBE_CONTEXT", "kind-kind");

        assertThat(output(hook.directory(Engine.ROOT.toFile())))
                .isEqualTo("apply --context=kind-kind --server-side --force-conflicts --field-manager=helm"
                        + " --filename=chart/crds");
    }

    @Test
    void theNamespaceIsMade() throws Exception {
        assertThat(skaffold().at("/deploy/helm/releases/0/createNamespace").asBoolean())
                .isTrue();
    }

    @Test
    void podmanBuildsWithoutBuildKit() throws Exception {
        assertThat(skaffold().at("/build/local/useBuildkit").asBoolean()).isTrue();
        assertThat(with("podman").at("/build/local/useBuildkit").asBoolean()).isFalse();
    }

    @Test
    void theVersionReachesBothImages() throws Exception {
        assertThat(skaffold().findValuesAsText("VERSION"))
                .hasSize(1)
                .allSatisfy(version -> assertThat(version).contains(".IMAGE_TAG"));
        assertThat(skaffold().at("/build/tagPolicy").has("gitCommit")).isTrue();
        assertThat(Files.readString(Engine.ROOT.resolve("Dockerfile"))).contains("ARG VERSION=0.0.0");
        assertThat(Files.readString(Engine.ROOT.resolve("Dockerfile.production")))
                .contains("ARG VERSION=0.0.0");
    }

    /** A test of the chart checks that Pods open these. */
    @Test
    void debuggersOfTheApiAndOfTheOperatorArePassedOn() throws Exception {
        JsonNode debug = with("debug");

        assertThat(debug.at("/deploy/helm/releases/0/setValues"))
                .isEqualTo(JSON.readTree("{\"development.debug\": \"true\"}"));
        assertThat(stream(debug.at("/portForward"))
                        .filter(port -> port.at("/resourceType").asText().equals("deployment"))
                        .map(port -> port.at("/resourceName").asText() + " "
                                + port.at("/port").asInt() + " "
                                + port.at("/localPort").asInt()))
                .containsExactly("assay 5005 5005", "assay-operator 5006 5006");
    }

    private static JsonNode skaffold() throws Exception {
        Object tree = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(Files.readString(Engine.ROOT.resolve("skaffold.yaml")));
        // Converted by way of text, so that a node that an anchor uses twice becomes two nodes
        return JSON.readTree(JSON.writeValueAsString(tree));
    }

    /** The file as Skaffold changes it for {@code -p PROFILE}; unchanged without a profile. */
    private static JsonNode with(String profile) throws Exception {
        JsonNode all = skaffold();
        JsonNode patches = stream(all.at("/profiles"))
                .filter(one -> one.at("/name").asText().equals(profile))
                .findFirst()
                .map(one -> one.at("/patches"))
                .orElseGet(JSON::createArrayNode);
        assertThat(patches.isEmpty()).isEqualTo(profile.isEmpty());
        ((ObjectNode) all).remove("profiles");
        return JsonPatch.apply(patches, all);
    }

    /** The result of a template with one {@code cmd}. */
    private static String commanded(String template) throws Exception {
        return commanded(template, Engine.ROOT);
    }

    private static String commanded(String template, Path directory) throws Exception {
        assertThat(template).matches("\\{\\{cmd( \"[^\"]*\")+}}");
        return shell(
                directory,
                WORD.matcher(template).results().map(word -> word.group(1)).toArray(String[]::new));
    }

    private static String shell(Path directory, String... command) throws Exception {
        return output(new ProcessBuilder(command).directory(directory.toFile()));
    }

    private static String output(ProcessBuilder builder) throws Exception {
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output.strip();
    }

    private static boolean isSynced(String file) throws Exception {
        assertThat(Engine.ROOT.resolve(file)).exists();
        return stream(skaffold().at("/build/artifacts/0/sync/manual"))
                .map(rule -> "glob:" + rule.at("/src").asText())
                .anyMatch(glob -> FileSystems.getDefault().getPathMatcher(glob).matches(Path.of(file)));
    }

    /** Every value of this key, wherever it is. */
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
        String folder = glob.replaceAll("/?[^/]*[*].*|[^/]*$", "");
        try (Stream<Path> files = Files.walk(Engine.ROOT.resolve(folder), folder.isEmpty() ? 1 : Integer.MAX_VALUE)) {
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
