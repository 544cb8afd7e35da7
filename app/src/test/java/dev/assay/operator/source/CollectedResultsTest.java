package dev.assay.operator.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.execution.Event;
import dev.assay.operator.source.CollectedResults.ContainerOutput;
import dev.assay.operator.source.log.LogFile;
import dev.assay.outcome.ResultStatus;
import dev.assay.result.NewResult;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is recorded for each way that a container or Job can end. */
class CollectedResultsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T13:00:00Z");
    private static final LogFile.ByteRange REPORT = new LogFile.ByteRange(0, 1, false);
    private static final Job JOB = new JobBuilder(Foreign.job("tests", "web-1", "web"))
            .editMetadata()
            .withUid("job-uid")
            .endMetadata()
            .build();
    private static final Finished COMPLETE =
            Finished.of(Foreign.ended(JOB, "Complete", "CompletionsReached", "done"), null);
    private static final Finished FAILED = Finished.of(Foreign.ended(JOB, "Failed", "BackoffLimitExceeded", "x"), null);
    private static final Finished LATE =
            Finished.of(Foreign.ended(JOB, "Failed", "DeadlineExceeded", "too long"), null);

    private static Ending ending(ContainerStateTerminated end) {
        return Ending.of(Foreign.pod(JOB, "a", end), "tests");
    }

    private static final Ending GOOD = ending(Foreign.exit(0, "Completed", null));
    private static final Ending BAD = ending(Foreign.exit(1, "Error", null));
    private static final Ending KILLED = ending(Foreign.exit(137, "OOMKilled", null));

    private static ContainerOutput output(Ending ending, int reports, boolean failures, @Nullable String problem) {
        return new ContainerOutput(
                ending, java.util.Collections.nCopies(reports, REPORT), failures, problem, List.of(), null, null);
    }

    private static CollectedResults reports(Finished finished, ContainerOutput... output) {
        return CollectedResults.ofReports(finished, List.of(output), "nightly", NOW);
    }

    private static List<String> details(CollectedResults findings) {
        return findings.events().stream()
                .filter(event -> event.name().equals("ended_prematurely"))
                .map(Event::detail)
                .toList();
    }

    @Test
    void resultFilesOfASuccessfulContainerAreTheOnlyResults() {
        CollectedResults findings = reports(COMPLETE, output(GOOD, 2, false, null));

        assertThat(findings.reports()).hasSize(2);
        assertThat(findings.added()).isEmpty();
        assertThat(findings.premature()).isFalse();
        assertThat(findings.error()).isNull();
        assertThat(findings.events())
                .singleElement()
                .satisfies(event -> assertThat(event.detail()).isEqualTo("Pod web-1-a, container tests: exit code 0"));
    }

    @Test
    void anExitCodeIsExplainedByAFailedResult() {
        assertThat(reports(FAILED, output(BAD, 1, true, null)).premature()).isFalse();
    }

    @Test
    void anExitCodeThatNoResultExplainsIsAPrematureEnd() {
        CollectedResults findings = reports(FAILED, output(BAD, 1, false, null));

        assertThat(findings.premature()).isTrue();
        assertThat(details(findings))
                .containsExactly("Pod web-1-a, container tests: exit code 1, although no result failed");
        assertThat(details(reports(FAILED, output(BAD, 0, false, null))))
                .containsExactly("Pod web-1-a, container tests: exit code 1, and no result file");
    }

    @Test
    void aStoppedContainerEndsPrematurelyDespiteResultFiles() {
        CollectedResults findings = reports(FAILED, output(KILLED, 1, true, null));

        assertThat(findings.premature()).isTrue();
        assertThat(findings.reports()).hasSize(1);
        assertThat(details(findings)).containsExactly("Pod web-1-a, container tests: OOMKilled, exit code 137");
    }

    @Test
    void aDeadlineOfTheJobIsTheReason() {
        assertThat(details(reports(LATE))).containsExactly("DeadlineExceeded: too long");
        assertThat(details(reports(LATE, output(GOOD, 1, false, null)))).containsExactly("DeadlineExceeded: too long");
    }

    @Test
    void withoutPodsTheExecutionEndsPrematurely() {
        CollectedResults findings = reports(COMPLETE);

        assertThat(findings.premature()).isTrue();
        assertThat(details(findings)).containsExactly("its Pods are gone, and with them what they printed");
    }

    @Test
    void aLostLogIsReported() {
        CollectedResults findings = reports(
                COMPLETE, new ContainerOutput(GOOD, List.of(), false, null, List.of(), "its log is gone", null));

        assertThat(findings.premature()).isTrue();
        assertThat(findings.error()).isNull();
        assertThat(details(findings)).containsExactly("Pod web-1-a, container tests: exit code 0; its log is gone");
    }

    @Test
    void aBrokenFileIsAFailedResult() {
        CollectedResults findings = reports(FAILED, output(BAD, 1, false, "Line 3: not XML"));

        assertThat(findings.error()).isEqualTo("Line 3: not XML");
        assertThat(findings.premature()).isFalse();
        assertThat(findings.added()).singleElement().satisfies(result -> {
            assertThat(result.name()).isEqualTo("nightly/tests");
            assertThat(result.status()).isEqualTo(ResultStatus.FAILED);
            assertThat(result.comment()).isEqualTo("Line 3: not XML");
        });
    }

    @Test
    void aSuccessfulContainerWithoutResultFilesFails() {
        CollectedResults findings = reports(COMPLETE, output(GOOD, 0, false, null));

        assertThat(findings.error()).isEqualTo("No result file was found in what container tests printed.");
        assertThat(findings.added()).extracting(NewResult::status).containsExactly(ResultStatus.FAILED);
    }

    @Test
    void anExitCodeIsAResult() {
        CollectedResults passed = CollectedResults.ofExitCodes(
                COMPLETE,
                List.of(new ContainerOutput(GOOD, List.of(), false, null, List.of(), null, "a\0b")),
                "nightly",
                NOW);
        assertThat(passed.added()).singleElement().satisfies(result -> {
            assertThat(result.name()).isEqualTo("nightly/tests");
            assertThat(result.status()).isEqualTo(ResultStatus.PASSED);
            assertThat(result.ioLog()).isEqualTo("a\uFFFDb");
        });
        assertThat(passed.premature()).isFalse();

        CollectedResults failed = CollectedResults.ofExitCodes(
                FAILED,
                List.of(new ContainerOutput(BAD, List.of(), false, null, List.of(), "its log is gone", null)),
                "nightly",
                NOW);
        assertThat(failed.added()).singleElement().satisfies(result -> {
            assertThat(result.status()).isEqualTo(ResultStatus.FAILED);
            assertThat(result.comment()).isEqualTo("Pod web-1-a, container tests: exit code 1; its log is gone");
        });
        assertThat(failed.premature()).isFalse();
    }

    @Test
    void withoutAnExitCodeThereIsNoResult() {
        Ending evicted = Ending.of(Foreign.evicted(Foreign.pod(JOB, "a", Foreign.exit(0, "Completed", null))), "tests");
        CollectedResults findings = CollectedResults.ofExitCodes(
                FAILED,
                List.of(new ContainerOutput(evicted, List.of(), false, null, List.of(), "its log is gone", null)),
                "nightly",
                NOW);

        assertThat(findings.added()).isEmpty();
        assertThat(details(findings))
                .containsExactly(
                        "Pod web-1-a, container tests: Evicted: The node was low on resource: memory., no exit code");
    }
}
