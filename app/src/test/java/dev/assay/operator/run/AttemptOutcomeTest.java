package dev.assay.operator.run;

import static dev.assay.operator.run.Plans.FILES;
import static dev.assay.operator.run.Plans.step;
import static dev.assay.operator.run.Plans.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.operator.plan.Step;
import dev.assay.operator.resource.RunStatus.Phase;
import dev.assay.operator.run.job.Jobs;
import dev.assay.operator.run.job.Shard;
import dev.assay.result.Counts;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Derives the outcome of an attempt from the state of its Jobs and Pods. */
class AttemptOutcomeTest {
    private static final Step EXIT_CODE = step("unit");
    private static final Step RESULTS = with(step("unit"), FILES, 1, 0);
    private static final Counts GOOD = new Counts(3, 3, 0, 0);
    private static final Counts BAD = new Counts(3, 2, 1, 0);

    private static Job job(String condition, String reason, String message) {
        return new JobBuilder()
                .withNewMetadata()
                .withName("job")
                .endMetadata()
                .withNewStatus()
                .addNewCondition()
                .withType(condition)
                .withStatus("True")
                .withReason(reason)
                .withMessage(message)
                .endCondition()
                .endStatus()
                .build();
    }

    private static PodBuilder pod(String phase) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("pod")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("test")
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase(phase)
                .endStatus();
    }

    private static Pod ended(String phase, int exitCode, String reason) {
        return pod(phase)
                .editStatus()
                .addNewContainerStatus()
                .withName("test")
                .withNewState()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withReason(reason)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    private static Shard failed(Pod... pods) {
        return Shard.of(
                job("Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit"), List.of(pods));
    }

    private static Shard passed() {
        return Shard.of(job("Complete", "CompletionsReached", ""), List.of(ended("Succeeded", 0, "Completed")));
    }

    @ParameterizedTest
    @CsvSource({
        "1, Error, FAILED, exit code 1",
        "137, OOMKilled, ABORTED, out of memory: raise resources.limits.memory of the test container (exit code 137)",
        "128, ContainerCannotRun, ABORTED, ContainerCannotRun (exit code 128)",
    })
    void theExitCodeIsTheResultUnlessItWasNotTheTests(int code, String reason, Phase phase, String message) {
        AttemptOutcome outcome =
                AttemptOutcome.of(EXIT_CODE, List.of(failed(ended("Failed", code, reason))), Counts.NONE, List.of());

        assertThat(outcome.phase()).isEqualTo(phase);
        assertThat(outcome.message()).isEqualTo(message);
    }

    @Test
    void resultsThatFailedAreAFailureHoweverTheTestEnded() {
        Shard one = failed(ended("Failed", 1, "Error"));

        assertThat(AttemptOutcome.of(RESULTS, List.of(one), BAD, List.of()).phase())
                .isEqualTo(Phase.FAILED);
        assertThat(AttemptOutcome.of(RESULTS, List.of(passed()), BAD, List.of()).phase())
                .isEqualTo(Phase.FAILED);
        assertThat(AttemptOutcome.of(RESULTS, List.of(passed()), GOOD, List.of())
                        .phase())
                .isEqualTo(Phase.PASSED);
    }

    @Test
    void aTestThatEndsBadlyThoughNoResultFailedHasCrashed() {
        AttemptOutcome outcome =
                AttemptOutcome.of(RESULTS, List.of(passed(), failed(ended("Failed", 139, "Error"))), GOOD, List.of());

        assertThat(outcome.phase()).isEqualTo(Phase.ABORTED);
        assertThat(outcome.message()).isEqualTo("exit code 139, although no result failed");
        assertThat(outcome.event()).isEqualTo("crashed");
        assertThat(outcome.shard()).isNotNull();
    }

    @Test
    void withoutResultsAnAttemptDoesNotPass() {
        AttemptOutcome outcome = AttemptOutcome.of(RESULTS, List.of(passed()), Counts.NONE, List.of());

        assertThat(outcome.phase()).isEqualTo(Phase.ABORTED);
        assertThat(outcome.event()).isEqualTo("no_results");
    }

    @Test
    void resultsThatTheCollectorCouldNotSendAbortTheAttempt() {
        Pod pod = new PodBuilder(ended("Succeeded", 0, "Completed"))
                .editStatus()
                .addNewInitContainerStatus()
                .withName(Jobs.COLLECTOR)
                .withNewState()
                .withNewTerminated()
                .withExitCode(1)
                .withMessage("2 files were not delivered: a.xml, b.xml")
                .endTerminated()
                .endState()
                .endInitContainerStatus()
                .endStatus()
                .build();
        Shard shard = Shard.of(job("Complete", "", ""), List.of(pod));

        AttemptOutcome outcome = AttemptOutcome.of(RESULTS, List.of(shard), GOOD, List.of());

        assertThat(outcome.phase()).isEqualTo(Phase.ABORTED);
        assertThat(outcome.event()).isEqualTo("results_lost");
        assertThat(outcome.message()).endsWith("before its Pod ended: 2 files were not delivered: a.xml, b.xml");
    }

    @Test
    void aFileThatWasNotStoredWholeFailsTheAttempt() {
        List<String> unread = List.of("a.xml ends too early", "b.xml was refused");

        assertThat(AttemptOutcome.of(RESULTS, List.of(passed()), GOOD, unread).message())
                .isEqualTo("a.xml ends too early; and 1 more");
        AttemptOutcome alone = AttemptOutcome.of(RESULTS, List.of(passed()), Counts.NONE, unread.subList(0, 1));
        assertThat(alone.phase()).isEqualTo(Phase.FAILED);
        assertThat(alone.message()).isEqualTo("a.xml ends too early");
    }

    @Test
    void evictionDisruptionDeadlineAndDeletionAreReported() {
        Pod evicted = pod("Failed")
                .editStatus()
                .withReason("Evicted")
                .withMessage("The node was low on resource: memory.")
                .endStatus()
                .build();
        Pod disrupted = pod("Failed")
                .editStatus()
                .addNewCondition()
                .withType("DisruptionTarget")
                .withStatus("True")
                .withReason("EvictionByEvictionAPI")
                .withMessage("Eviction API: evicting")
                .endCondition()
                .endStatus()
                .build();
        Shard late = Shard.of(
                job("Failed", "DeadlineExceeded", "Job was active longer than specified deadline"),
                List.of(pod("Running").build()));

        assertThat(AttemptOutcome.of(EXIT_CODE, List.of(failed(evicted)), Counts.NONE, List.of())
                        .message())
                .isEqualTo("evicted from its node (The node was low on resource: memory.)");
        assertThat(AttemptOutcome.of(EXIT_CODE, List.of(failed(disrupted)), Counts.NONE, List.of())
                        .event())
                .isEqualTo("evicted");
        assertThat(AttemptOutcome.of(EXIT_CODE, List.of(failed(disrupted)), Counts.NONE, List.of())
                        .message())
                .isEqualTo("evicted from its node (Eviction API: evicting)");
        assertThat(AttemptOutcome.of(EXIT_CODE, List.of(failed()), Counts.NONE, List.of())
                        .message())
                .startsWith("its Pod was deleted");
        assertThat(AttemptOutcome.of(RESULTS, List.of(late), BAD, List.of()).event())
                .isEqualTo("deadline_exceeded");
        assertThat(AttemptOutcome.of(RESULTS, List.of(late), BAD, List.of()).message())
                .isEqualTo("not done within 1h (Job was active longer than specified deadline)");
    }

    /** The exit codes that a kubelet reports: SIGTERM ends the test with 143, or the test ends with 0. */
    @ParameterizedTest
    @CsvSource({"0, Completed, its Pod was deleted", "143, Error, its Pod was deleted (exit code 143)"})
    void aDeletedPodIsNotAFailedTest(int code, String reason, String message) {
        Pod deleted = new PodBuilder(ended("Failed", code, reason))
                .editMetadata()
                .withDeletionTimestamp("2026-11-30T12:00:00Z")
                .endMetadata()
                .build();

        AttemptOutcome outcome = AttemptOutcome.of(EXIT_CODE, List.of(failed(deleted)), Counts.NONE, List.of());

        assertThat(outcome.phase()).isEqualTo(Phase.ABORTED);
        assertThat(outcome.event()).isEqualTo("pod_deleted");
        assertThat(outcome.message()).isEqualTo(message);
    }

    @Test
    void anotherContainerThatFailedIsNamed() {
        Pod pod = new PodBuilder(ended("Failed", 0, "Completed"))
                .editStatus()
                .addNewContainerStatus()
                .withName("proxy")
                .withNewState()
                .withNewTerminated()
                .withExitCode(2)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();

        assertThat(AttemptOutcome.of(EXIT_CODE, List.of(failed(pod)), Counts.NONE, List.of())
                        .message())
                .isEqualTo("Error (container proxy: exit code 2)");
    }

    @Test
    void anInitContainerThatFailedIsNamedAndItsLogKept() {
        Pod pod = pod("Failed")
                .editStatus()
                .addNewInitContainerStatus()
                .withName("fetch")
                .withNewState()
                .withNewTerminated()
                .withExitCode(3)
                .withReason("Error")
                .endTerminated()
                .endState()
                .endInitContainerStatus()
                .addNewContainerStatus()
                .withName("test")
                .withNewState()
                .withNewWaiting("", "PodInitializing")
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();

        AttemptOutcome outcome = AttemptOutcome.of(RESULTS, List.of(failed(pod)), Counts.NONE, List.of());

        assertThat(outcome.phase()).isEqualTo(Phase.ABORTED);
        assertThat(outcome.message()).isEqualTo("Error (container fetch: exit code 3)");
        assertThat(outcome.shard().container()).isEqualTo("fetch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fetch", Jobs.COLLECTOR})
    void anInitContainerImageThatCannotBePulledIsReported(String container) {
        Pod pod = pod("Pending")
                .editStatus()
                .addNewInitContainerStatus()
                .withName(container)
                .withNewState()
                .withNewWaiting("Back-off pulling image \"x\"", "ImagePullBackOff")
                .endState()
                .endInitContainerStatus()
                .endStatus()
                .build();
        Job running =
                new JobBuilder().withNewMetadata().withName("job").endMetadata().build();

        assertThat(Shard.of(running, List.of(pod)).message())
                .isEqualTo("container " + container + ": ImagePullBackOff: Back-off pulling image \"x\"");
    }

    @Test
    void aJobIsActiveWhileAPodMayRun() {
        Job running =
                new JobBuilder().withNewMetadata().withName("job").endMetadata().build();

        assertThat(Shard.of(running, List.of()).active()).isFalse();
        assertThat(Shard.of(running, List.of(pod("Pending").build())).active()).isTrue();
        assertThat(Shard.of(running, List.of(ended("Failed", 1, "Error"))).active())
                .isFalse();
        assertThat(passed().active()).isFalse();
    }
}
