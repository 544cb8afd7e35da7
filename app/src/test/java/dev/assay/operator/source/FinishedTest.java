package dev.assay.operator.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.operator.resource.Group;
import dev.assay.operator.resource.SourceSpec;
import dev.assay.operator.resource.SourceSpec.From;
import dev.assay.operator.resource.SourceSpec.Subject;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Recognises Jobs and Pods that have ended, and how they ended. */
class FinishedTest {
    private static final Job JOB = withUid(Foreign.job("tests", "web-1", "web"), "job-uid");

    private static Job withUid(Job job, String uid) {
        return new JobBuilder(job).editMetadata().withUid(uid).endMetadata().build();
    }

    private static Pod succeeded(String suffix) {
        return Foreign.pod(JOB, suffix, Foreign.exit(0, "Completed", null));
    }

    private static Pod failed(String suffix, int code, String reason) {
        return Foreign.pod(JOB, suffix, Foreign.exit(code, reason, null));
    }

    private static Pod indexed(Pod pod, int index) {
        return new PodBuilder(pod)
                .editMetadata()
                .addToAnnotations("batch.kubernetes.io/job-completion-index", "" + index)
                .endMetadata()
                .build();
    }

    private static List<String> thatCount(Pod... pods) {
        return Ending.thatCount(List.of(pods), "job-uid", "tests").stream()
                .map(ending -> ending.pod().getMetadata().getName())
                .toList();
    }

    @Test
    void aJobIsOverWhenItsConditionSaysSo() {
        assertThat(Finished.isOver(JOB)).isFalse();
        assertThat(Finished.isOver(Foreign.ended(JOB, "Suspended", "x", "x"))).isFalse();
        assertThat(Finished.isOver(Foreign.ended(JOB, "FailureTarget", "x", "x")))
                .isFalse();
        assertThat(Finished.isOver(Foreign.ended(JOB, "Complete", "x", "x"))).isTrue();
        assertThat(Finished.isOver(Foreign.ended(JOB, "Failed", "x", "x"))).isTrue();
    }

    @Test
    void jobsOfTheOperatorAreNotForeign() {
        Job ours = new JobBuilder(Foreign.ended(JOB, "Complete", "x", "x"))
                .editMetadata()
                .addToLabels(Group.MANAGED_BY, Group.FIELD_MANAGER)
                .endMetadata()
                .build();
        assertThat(Finished.isOver(ours)).isFalse();
    }

    @Test
    void aPodOfAJobDoesNotCountByItself() {
        Pod alone = Foreign.pod("tests", "alone", "web");
        assertThat(Finished.isOver(alone)).isFalse();
        assertThat(Finished.isOver(Foreign.ended(alone, Foreign.exit(1, "Error", null))))
                .isTrue();
        assertThat(Finished.isOver(Foreign.evicted(alone))).isTrue();
        assertThat(Finished.isOver(succeeded("a"))).isFalse();
    }

    @Test
    void aJobsReasonIsKeptUnlessItsContainersSayMore() {
        assertThat(Finished.of(Foreign.ended(JOB, "Failed", "DeadlineExceeded", "Job was active too long"), null)
                        .failure())
                .isEqualTo("DeadlineExceeded: Job was active too long");
        assertThat(Finished.of(Foreign.ended(JOB, "Failed", "BackoffLimitExceeded", "limit"), null)
                        .failure())
                .isNull();
        assertThat(Finished.of(Foreign.ended(JOB, "Complete", "CompletionsReached", "done"), null)
                        .failure())
                .isNull();
    }

    @Test
    void theContainerIsTheFirstUnlessOneIsNamed() {
        Job ended = Foreign.ended(JOB, "Complete", "x", "x");
        assertThat(Finished.of(ended, null).container()).isEqualTo("tests");
        assertThat(Finished.of(ended, null).known()).isTrue();
        assertThat(Finished.of(ended, "other").known()).isFalse();
    }

    @Test
    void trimmedObjectsGiveTheSameEndings() {
        Job ended = Foreign.ended(JOB, "Failed", "DeadlineExceeded", "late");
        Finished whole = Finished.of(ended, null);
        Finished trimmed = Finished.of(TrimmedStore.trimmed(ended), null);

        assertThat(trimmed.container()).isEqualTo(whole.container());
        assertThat(trimmed.failure()).isEqualTo(whole.failure());
        assertThat(trimmed.endedAt()).isEqualTo(whole.endedAt());
        assertThat(trimmed.labels()).isEqualTo(whole.labels());
        assertThat(Ending.of(TrimmedStore.trimmed(failed("a", 137, "OOMKilled")), "tests")
                        .shown())
                .isEqualTo("Pod web-1-a, container tests: OOMKilled, exit code 137");
    }

    @Test
    void ofAllAttemptsTheLastCounts() {
        assertThat(thatCount(failed("a", 1, "Error"), failed("bb", 1, "Error"))).containsExactly("web-1-bb");
        assertThat(thatCount(failed("a", 1, "Error"), succeeded("bb"))).containsExactly("web-1-bb");
        assertThat(thatCount(succeeded("a"), failed("bb", 1, "Error"))).containsExactly("web-1-a");
        assertThat(thatCount()).isEmpty();
    }

    @Test
    void ofAnIndexedJobEachIndexCounts() {
        assertThat(thatCount(
                        indexed(failed("a", 1, "Error"), 1),
                        indexed(succeeded("bb"), 0),
                        indexed(succeeded("ccc"), 1),
                        indexed(failed("dddd", 1, "Error"), 2)))
                .containsExactly("web-1-bb", "web-1-ccc", "web-1-dddd");
    }

    @Test
    void podsOfOthersDoNotCount() {
        assertThat(Ending.thatCount(List.of(succeeded("a")), "another job's uid", "tests"))
                .isEmpty();
    }

    @Test
    void aContainerThatDidNotEndByItselfWasStopped() {
        assertThat(Ending.of(failed("a", 1, "Error"), "tests").stopped()).isNull();
        assertThat(Ending.of(failed("a", 137, "OOMKilled"), "tests").stopped()).isEqualTo("OOMKilled");
        assertThat(Ending.of(failed("a", 139, "Error"), "tests").stopped()).isEqualTo("ended by signal 11");
        assertThat(Ending.of(failed("a", 255, "Error"), "tests").stopped()).isNull();
        assertThat(Ending.of(Foreign.evicted(succeeded("a")), "tests").shown())
                .isEqualTo(
                        "Pod web-1-a, container tests: Evicted: The node was low on resource: memory., no exit code");
    }

    @Test
    void selectorsSelectAsKubernetesDoes() {
        Map<String, String> labels = Map.of("app", "web", "tier", "front");
        assertThat(Finished.matches(expression("In", "web", "db"), labels)).isTrue();
        assertThat(Finished.matches(expression("In", "db"), labels)).isFalse();
        assertThat(Finished.matches(expression("NotIn", "db"), labels)).isTrue();
        assertThat(Finished.matches(expression("NotIn", "web"), labels)).isFalse();
        assertThat(Finished.matches(expression("NotIn", "web"), Map.of())).isTrue();
        assertThat(Finished.matches(expression("Exists"), labels)).isTrue();
        assertThat(Finished.matches(expression("Exists"), Map.of())).isFalse();
        assertThat(Finished.matches(expression("DoesNotExist"), labels)).isFalse();
        assertThat(Finished.matches(expression("DoesNotExist"), Map.of())).isTrue();
        assertThat(Finished.matches(expression("Sometimes"), labels)).isFalse();
        LabelSelector both = new LabelSelectorBuilder(expression("Exists"))
                .addToMatchLabels("tier", "back")
                .build();
        assertThat(Finished.matches(both, labels)).isFalse();
    }

    private static LabelSelector expression(String operator, String... values) {
        return new LabelSelectorBuilder()
                .addNewMatchExpression()
                .withKey("app")
                .withOperator(operator)
                .withValues(values)
                .endMatchExpression()
                .build();
    }

    @Test
    void theLinkOfAnExecutionFitsAndIsUnique() {
        Job ended = Foreign.ended(JOB, "Complete", "x", "x");
        assertThat(Finished.of(ended, null).ciLink("cluster-uid"))
                .isEqualTo("kubernetes://cluster-uid/namespaces/tests/jobs/web-1/job-uid/tests");
        Job longest = new JobBuilder(ended)
                .editMetadata()
                .withNamespace("n".repeat(63))
                .withName("j".repeat(63))
                .withUid("u".repeat(36))
                .endMetadata()
                .build();
        assertThat(Finished.of(longest, "c".repeat(63)).ciLink("k".repeat(36)))
                .hasSizeLessThanOrEqualTo(200)
                .contains("u".repeat(36), "c".repeat(63), "k".repeat(36));
    }

    @Test
    void theFingerprintFollowsLabelsAndSpec() {
        SourceSpec spec = Foreign.spec(Subject.JOB, From.LOG, "web");
        Job ended = Foreign.ended(JOB, "Complete", "x", "x");
        String before = Finished.of(ended, null).fingerprint(spec);
        Job labelled = new JobBuilder(ended)
                .editMetadata()
                .addToLabels("more", "1")
                .endMetadata()
                .build();

        assertThat(Finished.of(ended, null).fingerprint(spec)).isEqualTo(before);
        assertThat(Finished.of(labelled, null).fingerprint(spec)).isNotEqualTo(before);
        assertThat(Finished.of(ended, null).fingerprint(Foreign.spec(Subject.JOB, From.EXIT_CODE, "web")))
                .isNotEqualTo(before);
    }
}
