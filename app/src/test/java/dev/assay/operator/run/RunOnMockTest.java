package dev.assay.operator.run;

import dev.assay.operator.MockApply;
import dev.assay.testing.MockCluster;
import org.junit.jupiter.api.AfterAll;

/** {@link RunScenarios} on fabric8's mock of an API server. */
class RunOnMockTest extends RunScenarios {
    private static final MockCluster MOCK = MockCluster.start("assay-mock");

    RunOnMockTest() {
        super(MOCK.cluster(), new MockApply());
    }

    @AfterAll
    static void end() {
        MOCK.close();
    }
}
