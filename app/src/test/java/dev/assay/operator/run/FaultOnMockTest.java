package dev.assay.operator.run;

import dev.assay.testing.MockCluster;
import org.junit.jupiter.api.AfterAll;

/** {@link FaultScenario} on fabric8's mock of an API server. */
class FaultOnMockTest extends FaultScenario {
    private static final MockCluster MOCK = MockCluster.start("assay-mock");

    FaultOnMockTest() {
        super(MOCK.cluster());
    }

    @AfterAll
    static void end() {
        MOCK.close();
    }
}
