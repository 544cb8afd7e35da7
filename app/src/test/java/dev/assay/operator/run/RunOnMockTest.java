package dev.assay.operator.run;

import dev.assay.testing.MockCluster;
import org.junit.jupiter.api.AfterAll;

/** {@link RunScenarios} on fabric8's mock of an API server. */
class RunOnMockTest extends RunScenarios {
    private final MockCluster mock;

    RunOnMockTest() {
        this(MockCluster.start("assay-mock"));
    }

    private RunOnMockTest(MockCluster mock) {
        super(mock.cluster());
        this.mock = mock;
    }

    @AfterAll
    void end() {
        mock.close();
    }
}
