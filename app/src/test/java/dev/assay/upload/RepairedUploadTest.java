package dev.assay.upload;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static dev.assay.upload.UploadRequest.passed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads of files that need a repair, one of each kind. */
class RepairedUploadTest {
    private static final Path GOLDEN = Path.of("src/test/golden/upload");

    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST);

    @ParameterizedTest
    @CsvSource({
        "forbidden-characters, character, 3, FAILED",
        "xml-1.1, character, 2, PASSED",
        "ampersands-and-entities, entity, 2, FAILED",
        "doctype, entity, 7, FAILED",
        "markup-in-text, less_than, 3, FAILED",
        "encoding-says-utf-16, encoding, 1, PASSED",
        "encoding-windows-1252-as-utf-8, encoding, 2, PASSED",
        "text-around, text_outside, 1, PASSED",
        "two-documents, documents, 4, FAILED",
        "long-name, shortened, 3, PASSED",
        "odd-times, time, 5, PASSED",
        "status-words, status, 10, FAILED",
        "quarantined, quarantined, 3, FAILED",
        "failures-missing, failures_missing, 1, FAILED",
    })
    void aRepairedFileIsStoredWithAWarning(String folder, String kind, int line, String status) throws IOException {
        TestResponse answer = UploadRequest.of().file(golden(folder)).send(client);

        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.text("warnings", 0, "kind")).isEqualTo(kind);
        assertThat(answer.number("warnings", 0, "line")).isEqualTo(line);
        TestResponse execution = client.get("/v1/test-executions/" + answer.number("test_execution_id"));
        assertThat(execution.text("status")).isEqualTo(status);
    }

    @Test
    void theListOfUploadsShowsWhatIsInQuarantine() throws IOException {
        int id = UploadRequest.of().file(golden("quarantined")).store(client);

        TestResponse uploads = client.get("/v2/test-executions/" + id + "/uploads");

        assertThat(uploads.number("items", 0, "quarantined_total")).isEqualTo(2);
        assertThat(uploads.number("items", 0, "quarantined", 0, "line")).isEqualTo(3);
        assertThat(uploads.text("items", 0, "quarantined", 0, "text"))
                .contains("<failure message=\"of no case\">a < b");
        assertThat(uploads.text("items", 0, "quarantined", 1, "reason")).contains("inside a <testcase>");
    }

    @Test
    void aControlCharacterOfXml11IsStored() throws IOException {
        int id = UploadRequest.of().file(golden("xml-1.1")).store(client);

        TestResponse results = client.get("/v2/test-executions/" + id + "/test-results");

        assertThat(results.text("items", 0, "name")).isEqualTo("shop.n\u0001ame");
        assertThat(results.text("items", 0, "output")).startsWith("\u001b[31m \u0001 ");
    }

    @Test
    void oneBadSpotDoesNotCostThousandsOfResults() {
        String cases = IntStream.range(0, 5_000).mapToObj(i -> passed("x" + i)).collect(Collectors.joining("\n"));
        byte[] file = UploadRequest.utf8("<testsuite name='s'>\n" + cases + "\n<testcase name='\u001b'/></testsuite>");

        TestResponse answer = UploadRequest.of().file(file).send(client);

        assertThat(answer.number("counts", "total")).isEqualTo(5_001);
        assertThat(answer.number("warnings", 0, "line")).isEqualTo(5_002);
        assertThat(answer.number("warnings_total")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<?xml version='1.0'?>\n<testsuite><testcase classname=\"<?xml version=\"1.0\"?>\n<testsuite/>",
                "<?xml version='1.0'?>\n<testsuite><testcase name='a'/>",
                "<!-- -->\n<html><br></html>",
                "{\"results\": []}\n",
                "  \n",
                "<?xml version='1.0'?>\n",
            })
    void whatCouldBeHalfAFileIsRefusedWithItsLine(String file) {
        TestResponse refused =
                UploadRequest.of().file(file.getBytes(StandardCharsets.UTF_8)).send(client);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("type")).isEqualTo("/problems/unreadable-report");
        assertThat(refused.text("detail")).matches("Line [12], column \\d+: .*");
    }

    @Test
    void entitiesAreNotExpanded() throws IOException {
        Path secret = Files.createTempFile("assay", "secret");
        Files.writeString(secret, "the secret");
        String external = """
                <?xml version="1.0"?>
                <!DOCTYPE t [<!ENTITY e SYSTEM "%s">]>
                <testsuite><testcase name="&e;"/></testsuite>""".formatted(secret.toUri());
        StringBuilder laughs = new StringBuilder("<!DOCTYPE t [<!ENTITY e0 'ha'>");
        for (int i = 1; i < 40; i++) {
            laughs.append("<!ENTITY e%d '&e%d;&e%d;'>".formatted(i, i - 1, i - 1));
        }
        laughs.append("]><testsuite><testcase name='a'><failure>&e39;</failure></testcase></testsuite>");
        for (String file : List.of(external, laughs.toString())) {
            TestResponse stored =
                    UploadRequest.of().file(UploadRequest.utf8(file)).send(client);
            assertThat(stored.status()).as(stored.body()).isEqualTo(201);
            assertThat(stored.text("warnings", 0, "kind")).isEqualTo("entity");
            String results = client.get("/v2/test-executions/" + stored.number("test_execution_id") + "/test-results")
                    .body();
            assertThat(results).containsAnyOf("&e;", "&e39;").doesNotContain("the secret", "hahaha");
        }
        Files.delete(secret);
    }

    private static byte[] golden(String folder) throws IOException {
        return Files.readAllBytes(GOLDEN.resolve(folder).resolve("report.xml"));
    }
}
