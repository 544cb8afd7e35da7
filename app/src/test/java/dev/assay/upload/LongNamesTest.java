package dev.assay.upload;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static dev.assay.upload.UploadRequest.passed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.platform.IndexedText;
import dev.assay.testing.LongText;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A file is stored with names of any length, and the response says which were shortened. */
class LongNamesTest {
    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST);

    @ParameterizedTest
    @ValueSource(ints = {300, 2_400, 2_598})
    void aNameThatFitsIsKept(int bytes) {
        String name = LongText.of(bytes);
        TestResponse answer = UploadRequest.of(passed(name)).send(client);

        assertThat(names(answer)).containsExactly("c." + name);
        assertThat(answer.at("warnings").size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {2_599, 2_800, 8_000, 1_000_000})
    void aLongerOneIsShortenedAndTheAnswerSaysSo(int bytes) {
        String name = LongText.of(bytes);
        TestResponse answer = UploadRequest.of(passed("a"), "\n\n" + passed(name), passed("z"))
                .send(client);

        String kept = IndexedText.shortened("c." + name, IndexedText.ALONE);
        assertThat(names(answer)).containsExactly("c.a", kept, "c.z");
        assertThat(answer.number("counts", "total")).isEqualTo(3);
        assertThat(answer.at("warnings").size()).isEqualTo(1);
        assertThat(answer.text("warnings", 0, "kind")).isEqualTo("shortened");
        assertThat(answer.number("warnings", 0, "line")).isEqualTo(3);
        assertThat(answer.text("warnings", 0, "detail"))
                .isEqualTo("The name of a case has %,d bytes in UTF-8. It was shortened to %,d, and ends in %s now."
                        .formatted(bytes + 2, IndexedText.length(kept), kept.substring(kept.length() - 24)));
    }

    @Test
    void shortenedNamesAreStableAndDifferent() {
        String one = LongText.of(3_000);
        UploadRequest upload =
                UploadRequest.of(passed(one + "1"), passed(one + "2")).linked();

        TestResponse first = upload.send(client);
        TestResponse second =
                upload.file(passed(one + "1"), passed(one + "2"), passed("b")).send(client);

        assertThat(second.number("test_execution_id")).isEqualTo(first.number("test_execution_id"));
        assertThat(names(second)).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void theNameOfASuiteIsShortenedOnceForAllItsCases() {
        String suite = LongText.of(4_000);
        TestResponse answer = UploadRequest.of()
                .file(UploadRequest.utf8("<testsuites>\n<testsuite name='" + suite
                        + "'><testcase classname='suited' name='a'/><testcase classname='suited' name='b'/><testcase name='alone'/>"
                        + "</testsuite></testsuites>"))
                .send(client);

        String kept = IndexedText.shortened(suite, IndexedText.ALONE);
        assertThat(names(answer))
                .containsExactly("suited.a", "suited.b", IndexedText.shortened(kept + ".alone", IndexedText.ALONE));
        assertThat(categories(answer)).containsOnly(kept);
        assertThat(answer.at("warnings").size()).isEqualTo(2);
        assertThat(answer.text("warnings", 0, "detail")).startsWith("The name of a suite has 4,000 bytes");
        assertThat(answer.number("warnings", 0, "line")).isEqualTo(2);
        assertThat(answer.text("warnings", 1, "detail")).startsWith("The name of a case has 2,6");
    }

    @ParameterizedTest
    @CsvSource({"generic, version, 600", "snap, track, 600", "snap, branch, 600", "deb, series, 400", "deb, repo, 400"})
    void whatTheQuerySaysIsShortenedToo(String family, String field, int most) {
        String text = LongText.of(800);
        UploadRequest upload = UploadRequest.of(passed("a"));
        TestResponse answer =
                upload.about(StartBody.of(family).with(field, text)).send(client);

        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(server.database().strings("""
                SELECT a.%s FROM test_execution e JOIN artefact_build b ON b.id = e.artefact_build_id
                JOIN artefact a ON a.id = b.artefact_id WHERE e.id = %d
                """.formatted(field, answer.number("test_execution_id"))))
                .containsExactly(IndexedText.shortened(text, most));
        assertThat(answer.text("warnings", 0, "kind")).isEqualTo("shortened");
        assertThat(answer.at("warnings", 0, "line").isNull()).isTrue();
        assertThat(answer.text("warnings", 0, "detail")).startsWith("The " + field + " has ");
    }

    @Test
    void aRepetitionGetsTheSameWarnings() {
        UploadRequest upload = UploadRequest.of(passed(LongText.of(3_000))).linked();
        TestClient keyed =
                client.with("Idempotency-Key", "long names " + upload.path().hashCode());

        TestResponse first = upload.send(keyed);

        assertThat(first.at("warnings").size()).isEqualTo(1);
        for (TestClient again : List.of(keyed, client)) {
            TestResponse repeated = upload.send(again);
            assertThat(repeated.header("Idempotent-Replayed")).isEqualTo("true");
            assertThat(repeated.body()).isEqualTo(first.body());
        }
    }

    @Test
    void whatAVersionBeforeThisOneStoredIsAnsweredWithoutWarnings() {
        UploadRequest upload = UploadRequest.of(passed("a")).linked();
        TestResponse first = upload.send(client);
        server.database()
                .execute("UPDATE upload SET answer = '{\"total\":1,\"passed\":1,\"failed\":0,\"skipped\":0}'"
                        + " WHERE test_execution_id = " + first.number("test_execution_id"));

        assertThat(upload.send(client).body()).isEqualTo(first.body());
    }

    @Test
    void anAnswerDoesNotGrowWithTheFile() {
        String name = LongText.of(2_700);
        TestResponse answer = UploadRequest.of(
                        IntStream.range(0, 250).mapToObj(i -> passed(name + i)).toArray(String[]::new))
                .send(client);

        assertThat(answer.number("counts", "total")).isEqualTo(250);
        assertThat(answer.at("warnings").size()).isEqualTo(20);
        assertThat(answer.number("warnings_total")).isEqualTo(250);
    }

    private List<String> names(TestResponse answer) {
        return column(answer, "name");
    }

    private List<String> categories(TestResponse answer) {
        return column(answer, "category");
    }

    private List<String> column(TestResponse answer, String column) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return server.database().strings("""
                SELECT c.%s FROM test_result r JOIN test_case c ON c.id = r.test_case_id
                WHERE r.test_execution_id = %d ORDER BY r.id
                """.formatted(column, answer.number("test_execution_id")));
    }
}
