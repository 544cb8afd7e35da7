package dev.assay.operator.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.MockCluster;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link TrialScenarios} on fabric8's mock of an API server. */
class TrialOnMockTest extends TrialScenarios {
    private static final MockCluster MOCK = MockCluster.start("assay-mock");

    TrialOnMockTest() {
        super(MOCK.cluster());
    }

    @AfterEach
    void forget() {
        MOCK.log("assay-look", "");
    }

    /** As in a run. */
    @Test
    void aTestThatLeavesNoResultsIsAborted() throws Exception {
        MOCK.log("assay-look", "assay-file: notes.txt\nassay-files-end\n");
        Future<TrialOutcome> trial = start(request("unit"));
        kubelet.succeed(pod("unit", 0));
        assertThat(trial.get()).isEqualTo(new TrialOutcome.Aborted("NoResults: no file matched **/*.xml"));
        assertThat(said()).contains("notes.txt  matches none of the globs and would be lost");
        awaitNothingLeft();

        MOCK.log("assay-look", "assay-file: a/b.xml\nassay-files-end\n");
        Future<TrialOutcome> other = start(request("unit"));
        kubelet.succeed(pod("unit", 0));
        assertThat(other.get()).isEqualTo(new TrialOutcome.Passed());
    }

    @Test
    void anInitContainerThatFailsShowsItsLog() throws Exception {
        MOCK.log("prepare", "no space left\n");
        Future<TrialOutcome> trial = start(request("prepared"));
        kubelet.failInit(pod("prepared", 0), "prepare", 7);
        assertThat(trial.get()).isInstanceOf(TrialOutcome.Aborted.class);
        assertThat(said()).contains(", container prepare", "no space left");
    }

    @AfterAll
    static void end() {
        MOCK.close();
    }
}
