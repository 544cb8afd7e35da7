package dev.assay.operator.trial;

import dev.assay.testing.MockCluster;
import org.junit.jupiter.api.AfterAll;

/** {@link TrialScenarios} on fabric8's mock of an API server. */
class TrialOnMockTest extends TrialScenarios {
    private static final MockCluster MOCK = MockCluster.start("assay-mock");

    TrialOnMockTest() {
        super(MOCK.cluster());
    }

    @AfterAll
    static void end() {
        MOCK.close();
    }
}
