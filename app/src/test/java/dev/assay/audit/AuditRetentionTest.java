package dev.assay.audit;

import static dev.assay.access.Permission.VIEW_AUDIT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditRetentionTest {
    /** Inserts old entries like a restore does, because entries cannot be changed afterwards. */
    private static final String OLD_ENTRIES = """
            INSERT INTO audit_entry (at, principal, operation, action, resource, resource_id)
            SELECT now() - age, 'user:1', 'test', 'update', 'artefact', 7
            FROM unnest(ARRAY['31 days', '29 days']::interval[]) AS given (age), generate_series(1, 10001)""";

    @Test
    void expiredEntriesAreDeletedAndTheDeletionIsAudited() {
        try (TestServer server = TestServer.start(Map.of("assay.audit.retention", "30d"))) {
            server.database().execute(OLD_ENTRIES);

            server.bean(AuditRetention.class).forget();

            assertThat(server.database().strings("SELECT DISTINCT now()::date - at::date FROM audit_entry"))
                    .contains("29")
                    .doesNotContain("31");
            TestResponse log = server.as(VIEW_AUDIT).get("/v2/audit?resource=audit_entry");
            assertThat(log.at("items").size()).isEqualTo(2);
            assertThat(log.number("items", 0, "before", "count") + log.number("items", 1, "before", "count"))
                    .isEqualTo(10_001);
            assertThat(log.text("items", 0, "principal")).isEqualTo("system");
        }
    }

    @Test
    void zeroKeepsEverything() {
        try (TestServer server = TestServer.start(Map.of("assay.audit.retention", "0s"))) {
            server.database().execute(OLD_ENTRIES);

            server.bean(AuditRetention.class).forget();

            assertThat(server.database().strings("SELECT count(*) FROM audit_entry WHERE resource_id = 7"))
                    .containsExactly("20002");
        }
    }
}
