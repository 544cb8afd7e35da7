package dev.assay.operator.run;

import dev.assay.testing.MockCluster;
import org.junit.jupiter.api.AfterAll;

/** {@link FaultScenario} on fabric8's mock of an API server. */
class FaultOnMockTest extends FaultScenario {
    private final MockCluster mock;

    FaultOnMockTest() {
        this(MockCluster.start("assay-mock"));
    }

    private FaultOnMockTest(MockCluster mock) {
        super(mock.cluster());
        this.mock = mock;
    }

    @AfterAll
    void end() {
        mock.close();
    }
}
