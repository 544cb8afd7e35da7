package dev.assay.dev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.access.Permission;
import dev.assay.testing.People;
import dev.assay.testing.SessionCookies;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Commands that documents show. Those marked {@code sh run} are run against a server, in the order of their document and in one shell;
 * the mark of the others says what they need that a test does not have.
 */
class DocumentBlocksTest {
    private static final Pattern BLOCK = Pattern.compile("(?m)^( *)```([^\\n]*)\\n(.*?)^\\1```", Pattern.DOTALL);

    /** Why a block is not run here, and what checks it instead. */
    private static final Map<String, String> NOT_RUN = Map.of(
            "sh cluster", "needs a cluster: ChartTest, RunOnClusterTest",
            "sh image", "makes images or runs them: ProductionImageTest, SkaffoldTest",
            "sh scripts", "starts this project: DevServerTest",
            "sh mail", "needs a server for mail: MailTest",
            "sh server", "commands on a database of their own: DatabaseCommandsTest, PeopleCommandsTest",
            "sh ci",
                    "runs in a CI service, with its token: WorkloadTokenTest, ServiceAccountsTest, CollectCommandTest");

    private static final TestServer SERVER = TestServer.shared();

    /** One block of a document. */
    record Block(Path document, String mark, String text) {
        boolean isShell() {
            return mark.startsWith("sh") || mark.startsWith("bash");
        }
    }

    @TempDir
    private Path folder;

    @BeforeAll
    static void oneFailedTestToTalkAbout() {
        TestClient client = SERVER.as(Permission.values());
        int execution = client.put("/v1/test-executions/start-test", """
                        {"family": "snap", "name": "thermometer", "version": "3.1", "revision": 42, "track": "latest", "store": "ubuntu",
                         "arch": "arm64", "execution_stage": "beta", "environment": "lab-7", "test_plan": "smoke",
                         "ci_link": "https://ci.example.com/documents"}""").number("id");
        assertThat(client.post(
                                "/v1/test-executions/" + execution + "/test-results",
                                "[{\"name\": \"wifi.reconnect\", \"status\": \"FAILED\", \"template_id\": \"wifi\"}]")
                        .status())
                .isEqualTo(200);
    }

    static List<Path> documents() throws IOException {
        Path root = Checkout.root();
        try (Stream<Path> guides = Files.list(root.resolve("docs"))) {
            return Stream.concat(
                            Stream.of("README.md", "CONTRIBUTING.md", "chart/README.md", "chart/argocd/README.md")
                                    .map(root::resolve),
                            Stream.concat(
                                    Stream.of(root.resolve("migrations/site/README.md")),
                                    guides.filter(file -> file.toString().endsWith(".md"))))
                    .sorted()
                    .toList();
        }
    }

    static List<Path> documentsThatRun() throws IOException {
        return documents().stream()
                .filter(document -> blocks(document).stream().anyMatch(block -> block.mark.equals("sh run")))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("documentsThatRun")
    void commandsDoWhatTheDocumentSays(Path document) throws Exception {
        StringBuilder script = new StringBuilder("set -euo pipefail\n");
        blocks(document).stream()
                .filter(block -> block.mark.equals("sh run"))
                .forEach(block -> script.append(block.text.indent(0)).append('\n'));

        ProcessBuilder shell = new ProcessBuilder("bash", "-c", script.toString())
                .directory(workplace().toFile())
                .redirectErrorStream(true);
        People people = new People(SERVER.database());
        shell.environment().put("ASSAY_URL", SERVER.uri().toString());
        shell.environment().put("ASSAY_API_KEY", SERVER.key(Permission.values()));
        shell.environment()
                .put("SESSION", SessionCookies.sign(people.session(people.user(), "now() + interval '1 day'")));
        shell.environment().put("CI_JOB_URL", "https://ci.example.com/jobs/7?try=1&shard=" + document.getFileName());
        Process process = shell.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as("%s%n%s", script, output).isZero();
    }

    /** A folder with the files that documents name. */
    private Path workplace() throws IOException {
        Path report = Checkout.root().resolve("docs/report.xml");
        for (String name : List.of(
                "report.xml", "docs/report.xml", "build/test-results/unit.xml", "build/test-results/browser.xml")) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.copy(report, folder.resolve(name));
        }
        return folder;
    }

    @Test
    void everyShellBlockIsRunOrSaysWhyNot() throws Exception {
        assertThat(all())
                .filteredOn(Block::isShell)
                .hasSizeGreaterThan(20)
                .allMatch(
                        block -> block.mark.equals("sh run") || NOT_RUN.containsKey(block.mark),
                        "is marked sh run, or with one of " + NOT_RUN);
        assertThat(all())
                .filteredOn(block -> block.mark.isEmpty())
                .allMatch(
                        block -> !block.text.matches("(?s)\\s*(curl|kubectl|helm|assay|scripts/).*"),
                        "is not a command");
    }

    /** Without it, a refused request looks like a success to a script. */
    @Test
    void everyCurlFailsWithTheBodyOfAProblem() throws Exception {
        List<String> commands = new ArrayList<>();
        for (Path document : documents()) {
            Files.readString(document)
                    .replaceAll("\\\\\\n", " ")
                    .lines()
                    .filter(line -> line.matches("(.*[ ('{])?curl +[-$\"h].*"))
                    .filter(line -> !line.contains("`curl ") && !line.contains("…"))
                    .forEach(commands::add);
        }
        assertThat(commands).hasSizeGreaterThan(10).allMatch(line -> line.contains("--fail-with-body"));
    }

    /** ASSAY_URL and ASSAY_API_KEY, as assay collect reads them. */
    @Test
    void addressAndKeyHaveOneNameEverywhere() throws Exception {
        for (Path document : documents()) {
            assertThat(Files.readString(document))
                    .as(document.toString())
                    .doesNotContain("ASSAY_KEY", "$KEY", "$ASSAY/", "$url/v");
        }
    }

    private static List<Block> all() throws IOException {
        return documents().stream()
                .flatMap(document -> blocks(document).stream())
                .toList();
    }

    private static List<Block> blocks(Path document) {
        try {
            return BLOCK.matcher(Files.readString(document))
                    .results()
                    .map((MatchResult found) -> new Block(
                            Checkout.root().relativize(document), found.group(2).strip(), found.group(3)))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
