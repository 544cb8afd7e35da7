package dev.assay.operator.run;

import static dev.assay.operator.run.Plans.FILES;
import static dev.assay.operator.run.Plans.step;
import static dev.assay.operator.run.Plans.with;
import static dev.assay.operator.run.Plans.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.operator.MockApply;
import dev.assay.operator.resource.RunStatus;
import dev.assay.testing.MockCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** {@link RunScenarios} on fabric8's mock of an API server. */
class RunOnMockTest extends RunScenarios {
    private static final MockCluster MOCK = MockCluster.start("assay-mock");

    RunOnMockTest() {
        super(MOCK.cluster(), new MockApply());
    }

    @Test
    void theLogOfATestThatHungIsKept() {
        MOCK.log("test", "waiting for a lock\n");
        String name = name();
        start(name, plan(within(with(step("hangs"), FILES, 2, 0), "2s")));
        RunStatus end = awaitEnd(name);
        MOCK.log("test", "");
        assertThat(eventsOf(end))
                .as("one for each Pod")
                .hasSize(2)
                .allSatisfy(detail -> assertThat(detail).isEqualTo("not done within 2s\n\nwaiting for a lock"));
    }

    @Test
    void anErrorOfTheOperatorIsInTheStatusUntilItIsOver() {
        String name = name();
        MOCK.refuse("/jobs", 500, "etcd is full");
        try {
            start(name, plan(step("unit")));
            RunStatus failed = await(
                    name, "the error", status -> condition(status).reason().equals("Retrying"));
            assertThat(condition(failed).status()).isEqualTo("Unknown");
            assertThat(condition(failed).message()).contains("tries again: the API server answered etcd is full");
        } finally {
            MOCK.allow("/jobs");
        }
        kubelet.succeed(pod(name, "unit", 1));
        assertThat(awaitEnd(name).phase()).isEqualTo(RunStatus.Phase.PASSED);
    }

    @AfterAll
    static void end() {
        MOCK.close();
    }
}
