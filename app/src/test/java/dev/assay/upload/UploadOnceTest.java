package dev.assay.upload;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static dev.assay.upload.UploadRequest.failed;
import static dev.assay.upload.UploadRequest.passed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import dev.assay.testing.Together;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An upload that is sent again gets the same response and is stored once. */
class UploadOnceTest {
    private static final int SENDERS = 8;

    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST);
    private final TestClient keyed =
            client.with("Idempotency-Key", UUID.randomUUID().toString());

    @Test
    void theSameRequestWithTheSameKeyGetsTheSameResponse() {
        UploadRequest upload = UploadRequest.of(passed("a"), failed("b"));
        TestResponse first = upload.send(keyed);
        TestResponse second = upload.send(keyed);
        same(first, second);
        assertThat(executions(upload)).isEqualTo("1 executions, 2 results");
    }

    @Test
    void theSameLinkAndContentGetsTheSameResponse() {
        UploadRequest upload = UploadRequest.of(passed("a"), failed("b")).linked();
        same(upload.send(client), upload.gzip().send(client));
        assertThat(executions(upload)).isEqualTo("1 executions, 2 results");
    }

    @Test
    void withoutKeyAndLinkEachUploadIsAnExecution() {
        UploadRequest upload = UploadRequest.of(passed("a"));
        assertThat(upload.store(client)).isNotEqualTo(upload.store(client));
    }

    @Test
    void aKeyUsedForSomethingElseIsRefused() {
        UploadRequest upload = UploadRequest.of(passed("a")).linked();
        upload.store(keyed);
        for (UploadRequest other : List.of(
                upload.file(passed("b")),
                upload.with("metadata", "a:b"),
                upload.about(upload.about().with("environment", "other")),
                upload.linked())) {
            TestResponse refused = other.send(keyed);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text("hint")).isNotBlank();
        }
        assertThat(executions(upload)).isEqualTo("1 executions, 1 results");
    }

    @Test
    void theOrderOfParametersDoesNotMatter() {
        UploadRequest upload = UploadRequest.of(passed("a"));
        same(
                upload.with("metadata", "a:b").with("partial", "true").send(keyed),
                upload.with("partial", "true").with("metadata", "a:b").send(keyed));
    }

    @Test
    void keysBelongToTheirApplications() {
        UploadRequest upload = UploadRequest.of(passed("a"));
        TestClient other =
                server.as(CHANGE_TEST).with("Idempotency-Key", keyed.headers().get("Idempotency-Key"));
        assertThat(upload.store(keyed)).isNotEqualTo(upload.store(other));
        assertThat(upload.file(passed("b")).send(other).status()).isEqualTo(409);
    }

    @Test
    void uploadsAtTheSameTimeWithOneKeyAreOne() {
        UploadRequest upload = UploadRequest.of(passed("a"), failed("b"));
        allTheSame(Together.call(SENDERS, i -> upload.send(keyed)));
        assertThat(executions(upload)).isEqualTo("1 executions, 2 results");
    }

    @Test
    void uploadsAtTheSameTimeToOneLinkAreOne() {
        UploadRequest upload = UploadRequest.of(passed("a"), failed("b")).linked();
        allTheSame(Together.call(SENDERS, i -> upload.send(client)));
        assertThat(executions(upload)).isEqualTo("1 executions, 2 results");
    }

    @Test
    void differentPartsAtTheSameTimeToOneLinkAreAllKept() {
        UploadRequest upload = UploadRequest.of().linked();
        List<Integer> ids = Together.call(
                SENDERS,
                i -> upload.file(passed("shared"), passed("own" + i))
                        .with("part", "part" + i)
                        .store(client));
        assertThat(ids).containsOnly(ids.getFirst());
        assertThat(executions(upload)).isEqualTo("1 executions, 16 results");
    }

    @Test
    void aDeletedUploadIsStoredAgain() {
        UploadRequest upload = UploadRequest.of(passed("a")).linked();
        int first = upload.store(keyed);
        server.database().execute("DELETE FROM test_execution WHERE id = " + first);
        TestResponse again = upload.send(keyed);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.header("Idempotent-Replayed")).isEmpty();
        assertThat(again.number("test_execution_id")).isNotEqualTo(first);
        assertThat(executions(upload)).isEqualTo("1 executions, 1 results");
    }

    @Test
    void aLinkThatMovedIsAnotherExecution() {
        UploadRequest upload = UploadRequest.of(passed("a")).linked();
        int first = upload.store(client);
        String moved = upload.about().text("ci_link") + "/moved";
        assertThat(client.patch("/v1/test-executions/" + first, "{\"ci_link\": \"%s\"}".formatted(moved))
                        .status())
                .isEqualTo(200);

        UploadRequest toMoved = upload.about(upload.about().with("ci_link", moved));
        assertThat(toMoved.send(client).header("Idempotent-Replayed")).isEqualTo("true");
        int second = upload.store(client);

        assertThat(second).isNotEqualTo(first);
        assertThat(upload.store(client)).isEqualTo(second);
        assertThat(toMoved.store(client)).isEqualTo(first);
        assertThat(executions(upload)).isEqualTo("2 executions, 2 results");
    }

    private static void allTheSame(List<TestResponse> answers) {
        assertThat(answers).extracting(TestResponse::status).containsOnly(201);
        assertThat(answers)
                .extracting(TestResponse::body)
                .containsOnly(answers.getFirst().body());
        assertThat(answers)
                .filteredOn(answer -> answer.header("Idempotent-Replayed").isEmpty())
                .hasSize(1);
    }

    private static void same(TestResponse first, TestResponse second) {
        assertThat(first.status()).as(first.body()).isEqualTo(201);
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(second.body()).isEqualTo(first.body());
    }

    private String executions(UploadRequest upload) {
        return server.database()
                .strings("""
                SELECT format('%%s executions, %%s results', count(DISTINCT e.id), count(r.id))
                FROM artefact a JOIN artefact_build b ON b.artefact_id = a.id
                JOIN test_execution e ON e.artefact_build_id = b.id
                LEFT JOIN test_result r ON r.test_execution_id = e.id WHERE a.name = '%s'
                """.formatted(upload.about().text("name")))
                .getFirst();
    }
}
