package dev.assay.audit;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every table is audited, or is listed here with a reason. */
class AuditedTablesTest {
    private static final Map<String, String> NOT_AUDITED = Map.ofEntries(
            entry("audit_entry", "is the log"),
            entry("assay_schema_history", "is Flyway's own log"),
            entry("alembic_version", "is the same of Test Observer"),
            entry("background_work", "when work that nobody asked for last began"),
            entry(
                    "saml_assertion",
                    "remembers for minutes what must not be used twice; the session that began is in the log"),
            entry("saml_request", "remembers for an hour who asked to sign on"),
            entry("oidc_used_state", "remembers for minutes which sign-ons came back"),
            entry(
                    "team_membership_origin",
                    "goes with the membership, which is in the log; who wrote it says where it is from"),
            entry("attachment_rule_key", "follows from the attachment rules, by triggers"),
            entry("result_count", "follows from the results, by triggers"),
            entry("notification_delivery", "is a queue; the notification and the channel are in the log"),
            entry("kubernetes_collected", "remembers what was recorded of a cluster; the executions are in the log"),
            entry("test_result_detail", "goes with the result, which is in the log"),
            entry("test_suite", "is what a file says, like the texts of results; the file is in the log"),
            entry("upload", "remembers answers for repeated requests; what an upload stores is in the log"));

    private final TestDatabase database = TestServer.shared().database();

    @Test
    void everyTableIsAuditedOrNamed() {
        List<List<String>> tables = database.rows("""
                SELECT c.relname,
                       coalesce(bool_or(t.tgtype & 4 <> 0), false)
                         AND coalesce(bool_or(t.tgtype & 8 <> 0), false)
                         AND coalesce(bool_or(t.tgtype & 16 <> 0), false)
                FROM pg_class c
                LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname LIKE 'audit\\_%' AND t.tgname <> 'audit_keep'
                WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
                GROUP BY c.relname
                """);

        assertThat(tables).hasSizeGreaterThan(30);
        assertThat(tables)
                .allSatisfy(table -> assertThat(NOT_AUDITED.containsKey(table.getFirst()))
                        .as(table.getFirst() + " has triggers for all three changes: " + table.get(1))
                        .isNotEqualTo(table.get(1).equals("t")));
    }
}
