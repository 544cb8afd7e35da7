package dev.assay.operator.trial;

import dev.assay.testing.MockCluster;
import org.junit.jupiter.api.AfterAll;

/** {@link TrialScenarios} on fabric8's mock of an API server. */
class TrialOnMockTest extends TrialScenarios {
    private final MockCluster mock;

    TrialOnMockTest() {
        this(MockCluster.start("assay-mock"));
    }

    private TrialOnMockTest(MockCluster mock) {
        super(mock.cluster());
        this.mock = mock;
    }

    @AfterAll
    void end() {
        mock.close();
    }
}
