package dev.assay.upload;

import static dev.assay.access.Permission.CHANGE_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.CountingRelay;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestServer;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The number of round trips is constant: for up to a few thousand cases, and with a staging table for more. */
class UploadRoundTripsTest {
    private static final int MOST = 32;

    /** Hikari does not check an idle connection within this time, an hour: a check would count as a round trip. */
    private static final String BYPASS = "com.zaxxer.hikari.aliveBypassWindowMs";

    @BeforeAll
    static void doNotAskIdleConnections() {
        System.setProperty(BYPASS, "3600000");
    }

    @AfterAll
    static void askAgain() {
        System.clearProperty(BYPASS);
    }

    @Test
    void theNumberOfCasesDoesNotMatter() throws Exception {
        try (CountingRelay relay = new CountingRelay(TestDatabase.migrated());
                TestServer server =
                        TestServer.start(relay.through(), Map.of("datasources.default.maximum-pool-size", 1))) {
            TestClient client = server.as(CHANGE_TEST);
            for (int i = 0; i < 6; i++) {
                upload("warm" + i, 10).store(client);
                upload("warmer" + i, 6_000).store(client);
            }
            int ten = relay.count(() -> upload("ten", 10).store(client));
            int thousand = relay.count(() -> upload("thousand", 1_000).store(client));
            int staged = relay.count(() -> upload("staged", 6_000).store(client));
            int many = relay.count(() -> upload("many", 20_000).store(client));
            System.out.printf("round trips of an upload: %d held, %d staged%n", ten, staged);
            assertThat(thousand).isEqualTo(ten).isLessThanOrEqualTo(MOST);
            assertThat(many).isEqualTo(staged).isLessThanOrEqualTo(MOST);
        }
    }

    private static UploadRequest upload(String prefix, int cases) {
        String all = IntStream.range(0, cases)
                .mapToObj(i -> UploadRequest.passed(prefix + i))
                .reduce(new StringBuilder(), StringBuilder::append, StringBuilder::append)
                .toString();
        return UploadRequest.of(all).linked().with("metadata", "kernel:" + prefix);
    }
}
