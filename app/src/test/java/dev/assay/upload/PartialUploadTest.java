package dev.assay.upload;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static dev.assay.upload.UploadRequest.failed;
import static dev.assay.upload.UploadRequest.passed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files with partial=true leave the execution open. */
class PartialUploadTest {
    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST);

    @Test
    void theExecutionStaysOpenUntilItIsCompleted() {
        UploadRequest upload = UploadRequest.of(failed("a")).linked().with("partial", "true");
        int id = upload.store(client);
        assertThat(status(id)).isEqualTo("IN_PROGRESS");
        assertThat(upload.file(passed("b")).store(client)).isEqualTo(id);
        assertThat(status(id)).isEqualTo("IN_PROGRESS");

        client.patch("/v1/test-executions/" + id, "{\"status\": \"COMPLETED\"}");

        assertThat(status(id)).isEqualTo("FAILED");
        assertThat(results(id)).isEqualTo(2);
    }

    @Test
    void theLastFileMayCompleteIt() {
        UploadRequest upload = UploadRequest.of(failed("a")).linked();
        int id = upload.with("partial", "true").store(client);
        assertThat(upload.file(passed("b")).store(client)).isEqualTo(id);
        assertThat(status(id)).isEqualTo("FAILED");
    }

    @Test
    void aPartSentAgainAsTheWholeCompletesIt() {
        UploadRequest upload = UploadRequest.of(passed("a")).linked();
        int id = upload.with("partial", "true").store(client);
        TestResponse whole = upload.send(client);
        assertThat(whole.header("Idempotent-Replayed")).isEmpty();
        assertThat(status(id)).isEqualTo("PASSED");
        assertThat(results(id)).isEqualTo(1);
        assertThat(upload.send(client).header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(upload.with("partial", "true").send(client).header("Idempotent-Replayed"))
                .isEqualTo("true");
    }

    @Test
    void aPartSentAgainIsStoredOnce() {
        UploadRequest upload = UploadRequest.of(passed("a")).linked().with("partial", "true");
        int id = upload.store(client);
        assertThat(upload.send(client).header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(status(id)).isEqualTo("IN_PROGRESS");
        assertThat(results(id)).isEqualTo(1);
    }

    /** Late results can make the status worse, never better: ENDED_PREMATURELY stays. */
    @ParameterizedTest
    @CsvSource({
        "NOT_STARTED, passed, IN_PROGRESS",
        "NOT_STARTED, failed, IN_PROGRESS",
        "PASSED, passed, PASSED",
        "PASSED, failed, FAILED",
        "FAILED, passed, FAILED",
        "ENDED_PREMATURELY, passed, ENDED_PREMATURELY",
        "NOT_TESTED, failed, NOT_TESTED",
    })
    void whatIsStoredLateDoesNotMakeItLookBetter(String before, String outcome, String after) {
        StartBody about = StartBody.of("generic").linked();
        int id = about.with("initial_status", before).start(client);
        UploadRequest upload = UploadRequest.of(outcome.equals("failed") ? failed("a") : passed("a"))
                .about(about)
                .with("partial", "true");
        assertThat(upload.store(client)).isEqualTo(id);
        assertThat(status(id)).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource({"partial, yes", "partial, TRUE", "format, xunit"})
    void whatIsNotKnownIsRefused(String parameter, String value) {
        TestResponse refused =
                UploadRequest.of(passed("a")).with(parameter, value).send(client);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("\"query\",\"" + parameter + "\"");
    }

    @Test
    void theFormatMayBeNamed() {
        int id = UploadRequest.of(passed("a"))
                .with("format", "junit")
                .with("partial", "false")
                .store(client);
        assertThat(status(id)).isEqualTo("PASSED");
    }

    private String status(int id) {
        return client.get("/v1/test-executions/" + id).text("status");
    }

    private int results(int id) {
        return client.get("/v1/test-executions/" + id + "/test-results").json().size();
    }
}
