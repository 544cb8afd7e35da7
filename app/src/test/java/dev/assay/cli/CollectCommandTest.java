package dev.assay.cli;

import static dev.assay.access.Permission.CHANGE_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestProxy;
import dev.assay.testing.TestServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code assay collect --once}, and its messages about settings. */
class CollectCommandTest {
    private static final String WHOLE = "<testsuite name='s'><testcase name='a'/></testsuite>";

    private final TestServer server = TestServer.shared();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final StartBody about = StartBody.of("generic").linked();
    private final String key = server.key(CHANGE_TEST);

    @TempDir
    private Path directory;

    @Test
    void onceStoresExistingFilesAndPrintsTheAddress() throws IOException {
        write("a.xml", WHOLE);
        write("deep/b.xml", WHOLE.replace("'a'", "'b'"));
        assertThat(once()).as(err.toString()).isZero();
        assertThat(out.toString().strip()).isEqualTo(server.uri() + "/v1/test-executions/" + execution());
        assertThat(status()).isEqualTo("PASSED 2");
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(2);
        }

        assertThat(once()).isZero();
        assertThat(status()).isEqualTo("PASSED 2");
    }

    @Test
    void failedTestsDoNotFailTheUpload() throws IOException {
        write("a.xml", "<testsuite name='s'><testcase name='a'><failure/></testcase></testsuite>");
        assertThat(once()).isZero();
        assertThat(status()).isEqualTo("FAILED 1");
    }

    @Test
    void aRefusedFileShowsInTheExitCodeAndFailsTheExecution() throws IOException {
        write("a.xml", WHOLE);
        write("b.xml", "<html/>");
        assertThat(once()).isEqualTo(3);
        assertThat(status()).isEqualTo("FAILED 1");
    }

    @Test
    void theExitCodeSaysThatNoFileMatched() {
        assertThat(once("--results", "*.json")).isEqualTo(4);
        assertThat(once("--results", "*.json", "--finish", "false")).isEqualTo(4);
    }

    /** CONF-28 */
    @Test
    void requestsGoThroughTheProxy() throws IOException {
        write("a.xml", WHOLE);
        try (TestProxy proxy = TestProxy.to(server.uri().getPort(), "")) {
            Map<String, String> settings = Map.of(
                    "ASSAY_URL",
                    "http://assay.internal",
                    "ASSAY_API_KEY",
                    key,
                    "ASSAY_TEST",
                    "family=generic&name=proxied&version=1&environment=lab&ci_link=https://ci.example/proxied",
                    "HTTP_PROXY",
                    proxy.url());

            assertThat(run(settings, "--once", directory.toString()))
                    .as(err.toString())
                    .isZero();
            assertThat(proxy.asked()).anyMatch(line -> line.startsWith("POST http://assay.internal/v2/uploads?"));
        }
    }

    @Test
    void aWrongKeyIsNotRetriedForLong() throws IOException {
        write("a.xml", WHOLE);
        assertThat(once("--api-key", "wrong", "--grace", "10m")).isEqualTo(1);
        assertThat(once("--with", "family=nonsense", "--grace", "10m")).isEqualTo(1);
    }

    @Test
    void anUnreachableApiIsRetriedForTheGrace() throws IOException {
        write("a.xml", WHOLE);
        assertThat(once("--url", "http://127.0.0.1:1", "--grace", "1s")).isEqualTo(1);
    }

    @Test
    void everyOptionIsAlsoAVariable() throws IOException {
        write("a.xml", WHOLE);
        write("b.txt", WHOLE);
        StringBuilder query = new StringBuilder();
        about.fields()
                .forEach((name, value) -> query.append(name)
                        .append('=')
                        .append(value.coerceStringValue())
                        .append('&'));
        Map<String, String> environment = Map.of(
                "ASSAY_URL",
                server.uri() + "/",
                "ASSAY_API_KEY",
                key,
                "ASSAY_TEST",
                query.toString(),
                "ASSAY_RESULTS",
                "*.txt",
                "ASSAY_ONCE",
                directory.toString());
        assertThat(run(environment)).as(err.toString()).isZero();
        assertThat(status()).isEqualTo("PASSED 1");
    }

    @Test
    void numbersAndSwitchesOfAFamilyAreUnderstood() throws IOException {
        write("a.xml", WHOLE);
        StartBody snap = StartBody.of("snap").linked();
        List<String> arguments = new ArrayList<>(
                List.of("--once", directory.toString(), "--url", server.uri().toString(), "--api-key", key));
        snap.fields().forEach((name, value) -> {
            arguments.add("--with");
            arguments.add(name + "=" + value.coerceStringValue());
        });
        arguments.addAll(List.of("--with", "needs_assignment=true", "--with", "metadata=a:b"));
        assertThat(run(Map.of(), arguments.toArray(String[]::new)))
                .as(err.toString())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "ASSAY_URL=ftp://x                | ASSAY_URL is not the address of an API",
                "ASSAY_TEST=family=generic        | ASSAY_TEST does not name the environment",
                "ASSAY_TEST=nonsense              | ASSAY_TEST has 'nonsense'",
                "ASSAY_TEST=family=a&partial=true | ASSAY_TEST has 'partial=true'",
                "ASSAY_RESULTS=/etc/*             | ASSAY_RESULTS has '/etc/*', which is not below",
                "ASSAY_RESULTS=../*               | ASSAY_RESULTS has '../*'",
                "ASSAY_RESULTS=[                  | ASSAY_RESULTS has '['",
                "ASSAY_RESULTS=,                  | ASSAY_RESULTS names no files",
                "ASSAY_LOGS={                     | ASSAY_LOGS has '{'",
                "ASSAY_GRACE=soon                 | 'soon', which is not a valid time",
                "ASSAY_INTERVAL=0s                | is not a valid time",
                "ASSAY_SPOOL_MAX=much             | 'much', which is not a size",
                "ASSAY_FINISH=perhaps             | perhaps",
                "ASSAY_ONCE=/nowhere              | /nowhere is not a directory",
            })
    void aWrongSettingIsNamed(String setting, String message) {
        String[] pair = setting.split("=", 2);
        Map<String, String> environment = new java.util.HashMap<>(Map.of(
                "ASSAY_URL", "http://localhost:1",
                "ASSAY_TEST", "family=generic&name=x&version=1&environment=e&ci_link=https://ci.example/1",
                "ASSAY_ONCE", directory.toString()));
        environment.put(pair[0], pair[1]);
        assertThat(run(environment)).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"512", "1K", "1KiB", "2MB", "3g", "4GiB"})
    void sizesAreUnderstood(String size) throws IOException {
        assertThat(once("--spool-max", size)).isEqualTo(4);
    }

    private int once(String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("--once", directory.toString(), "--url", server.uri().toString(), "--api-key", key));
        about.fields().forEach((name, value) -> {
            arguments.add("--with");
            arguments.add(name + "=" + value.coerceStringValue());
        });
        List<String> options = List.of(more);
        for (int i = 0; i < options.size(); i += 2) {
            int at = arguments.indexOf(options.get(i));
            if (at >= 0 && !options.get(i).equals("--with")) {
                arguments.set(at + 1, options.get(i + 1));
            } else {
                arguments.add(options.get(i));
                arguments.add(options.get(i + 1));
            }
        }
        return run(Map.of(), arguments.toArray(String[]::new));
    }

    private int run(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of("collect"));
        command.addAll(List.of(arguments));
        CommandLine line = Assay.commandLine(environment, new PrintWriter(out));
        line.setErr(new PrintWriter(err, true));
        line.getSubcommands().values().forEach(each -> each.setErr(new PrintWriter(err, true)));
        return line.execute(command.toArray(String[]::new));
    }

    private void write(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private String execution() {
        return server.database()
                .strings("SELECT id FROM test_execution WHERE ci_link = '%s'".formatted(about.text("ci_link")))
                .getFirst();
    }

    /** The execution's status, and how many results it has. */
    private String status() {
        return server.database()
                .strings("SELECT status || ' ' || (SELECT count(*) FROM test_result WHERE test_execution_id = e.id)"
                        + " FROM test_execution e WHERE id = " + execution())
                .getFirst();
    }
}
