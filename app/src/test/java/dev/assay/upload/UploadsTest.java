package dev.assay.upload;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static dev.assay.upload.UploadRequest.passed;
import static dev.assay.upload.UploadRequest.report;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.artefact.ArtefactKey;
import dev.assay.execution.NewExecution;
import dev.assay.outcome.ExecutionStatus;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestServer;
import dev.assay.web.intake.UploadRefusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Uploads from other parts of the service. */
class UploadsTest {
    private final TestServer server = TestServer.shared();
    private final Uploads uploads = server.bean(Uploads.class);
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST);
    private final StartBody about = StartBody.of("generic").linked();

    @Test
    void aPartOfTheServiceStoresInItsOwnName() throws IOException {
        UploadOutcome.Stored stored = (UploadOutcome.Stored) receive("first", true, report(passed("a")));
        assertThat(stored.counts().passed()).isEqualTo(1);
        assertThat(stored.repeated()).isFalse();
        assertThat(client.get("/v1/test-executions/" + stored.execution()).text("status"))
                .isEqualTo("IN_PROGRESS");
        assertThat(client.get("/v1/test-executions/" + stored.execution()).list("execution_metadata", "kernel"))
                .containsExactly("6.8");
        assertThat(server.database()
                        .strings("SELECT principal || coalesce(application_id::text, '') FROM upload"
                                + " WHERE test_execution_id = " + stored.execution()))
                .containsExactly("system:operator");

        assertThat(((UploadOutcome.Stored) receive("first", true, report(passed("a")))).repeated())
                .isTrue();
        assertThat(receive("first", true, report(passed("b")))).isInstanceOf(UploadOutcome.KeyTaken.class);
        receive("second", false, report(passed("b")));
        assertThat(client.get("/v1/test-executions/" + stored.execution()).text("status"))
                .isEqualTo("PASSED");
    }

    @Test
    void aBrokenFileIsAnOutcome() throws IOException {
        assertThat(receive("broken", false, UploadRequest.utf8("<testsuite>")))
                .isInstanceOfSatisfying(
                        UploadOutcome.Broken.class,
                        broken -> assertThat(broken.report()).hasMessageContaining("ends too early"));
    }

    @Test
    void whatIsTooLargeIsAnOutcome() throws IOException {
        try (TestServer small = TestServer.start(Map.of("assay.uploads.max-size", "1KB"))) {
            assertThat(small.bean(Uploads.class).receive(upload("large", false, new byte[1025])))
                    .isEqualTo(new UploadOutcome.NotTaken(new UploadRefusal.TooLarge(1024)));
        }
    }

    private UploadOutcome receive(String key, boolean partial, byte[] file) throws IOException {
        return uploads.receive(upload(about.text("ci_link") + key, partial, file));
    }

    private Upload upload(String key, boolean partial, byte[] file) {
        NewExecution start = new NewExecution(
                new ArtefactKey.Generic(about.text("name"), about.text("version")),
                NewExecution.ANY_ARCHITECTURE,
                null,
                about.text("environment"),
                about.text("test_plan"),
                about.text("ci_link"),
                ExecutionStatus.IN_PROGRESS,
                List.of(),
                false);
        return new Upload(
                Upload.By.system("operator"),
                key,
                start,
                Map.of("kernel", List.of("6.8")),
                ReportFormat.JUNIT,
                null,
                partial,
                List.of(),
                Map.of("source", List.of("nightly")),
                new ByteArrayInputStream(file));
    }
}
