package dev.assay.issue.rule;

import static dev.assay.access.Permission.CHANGE_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.database.Statements;
import dev.assay.testing.CountingRelay;
import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Storing results with 10,000 rules needs no more round trips, and reads only the few rules that may match. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MatchPlanTest {
    private static final String BYPASS = "com.zaxxer.hikari.aliveBypassWindowMs";
    private static final Pattern NODE = Pattern.compile(
            " on (issue_test_result_attachment_rule\\w*|attachment_rule_key|test_case|test_result)\\b.*?rows=([\\d.]+) loops=(\\d+)");

    private final TestDatabase database = TestDatabase.migrated();
    private final CountingRelay relay = new CountingRelay(database);
    private final TestServer server;
    private final TestClient client;
    private final StartBody body = StartBody.of("snap");

    MatchPlanTest() throws IOException {
        System.setProperty(BYPASS, "3600000");
        server = TestServer.start(relay.through(), Map.of("datasources.default.maximum-pool-size", 1));
        client = server.as(CHANGE_TEST);
    }

    /**
     * Rules for names of cases that all products have, in thousands of labs; for cases, templates and metadata of other
     * products; and five for this one.
     */
    @BeforeAll
    void arrange() {
        int execution = body.start(client);
        for (int i = 0; i < 6; i++) {
            post(execution, Posted.results("case", 3));
        }
        post(execution, Posted.results("case", 1_000));
        database.execute("""
                INSERT INTO issue (source, project, key, title, status, created_at, updated_at)
                SELECT 'GITHUB', 'acme/tool', i, '', 'OPEN', now(), now() FROM generate_series(1, 10) i;
                INSERT INTO issue_test_result_attachment_rule (issue_id, enabled, families, environment_names, test_case_names,
                  template_ids, test_result_statuses, artefacts, created_at, updated_at)
                SELECT 1 + i %% 10, true, CASE WHEN i %% 8 = 7 THEN CAST('{deb}' AS familyname[]) ELSE '{}' END,
                  CASE WHEN i %% 8 < 2 THEN ARRAY['lab-of-others-' || i] ELSE '{}' END,
                  CASE WHEN i %% 2000 = 4 THEN ARRAY['case' || i / 2000] WHEN i %% 8 < 2 THEN ARRAY['case' || i %% 200]
                       WHEN i %% 8 < 5 THEN ARRAY['other' || i] ELSE '{}' END,
                  CASE WHEN i %% 8 = 5 THEN ARRAY['t' || i] ELSE '{}' END, '{}',
                  CASE WHEN i %% 8 = 6 THEN ARRAY['other' || i] ELSE '{}' END, now(), now()
                FROM generate_series(1, 10000) i""".replace("%%", "%"));
        database.execute("ANALYZE");
    }

    @AfterAll
    void close() throws IOException {
        server.close();
        relay.close();
        System.clearProperty(BYPASS);
    }

    private void post(int execution, String results) {
        TestResponse response = client.post("/v1/test-executions/" + execution + "/test-results", results);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
    }

    private String attachments() {
        return database.strings("SELECT count(*) FROM issue_test_result_attachment")
                .getFirst();
    }

    @Test
    void rulesCostNoRoundTrip() {
        int execution = body.with("test_plan", "trips").start(client);
        List<Integer> trips = IntStream.of(1, 100, 1_000)
                .map(n -> relay.count(() -> post(execution, Posted.results("case", n))))
                .boxed()
                .toList();
        database.execute("UPDATE issue_test_result_attachment_rule SET enabled = false");
        int without = relay.count(() -> post(execution, Posted.results("case", 1_000)));
        database.execute("UPDATE issue_test_result_attachment_rule SET enabled = true");
        assertThat(trips).containsOnly(without);
    }

    @Test
    void fewRulesAreRead() throws SQLException {
        List<String> at = database.rows("""
                SELECT test_execution_id, to_char(created_at, 'YYYY-MM-DD HH24:MI:SS.US'), count(*)
                FROM test_result GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 1""").getFirst();
        assertThat(at.get(2)).isEqualTo("1000");
        String before = attachments();
        for (String statement : List.of(MatchRepository.ATTACH_GIVEN, MatchRepository.ATTACH_STORED)) {
            String plan = explain(statement, at);
            Map<String, Double> read = new java.util.HashMap<>();
            for (Matcher node = NODE.matcher(plan); node.find(); ) {
                read.merge(
                        node.group(1),
                        Double.parseDouble(node.group(2)) * Integer.parseInt(node.group(3)),
                        Double::sum);
            }
            assertThat(plan).contains("Conflict Resolution: NOTHING");
            assertThat(read.get("issue_test_result_attachment_rule")).as(plan).isBetween(1.0, 50.0);
            assertThat(read.get("attachment_rule_key")).as(plan).isBetween(1.0, 50.0);
            assertThat(read.get("test_result")).as(plan).isBetween(1.0, 1_010.0);
            assertThat(plan).contains("Tuples Inserted: 5");
        }
        assertThat(attachments()).isEqualTo(before);
    }

    /** The plan for any values, as the server uses it. */
    private String explain(String sql, List<String> at) throws SQLException {
        List<String> plan;
        try (Connection connection = database.connect();
                Statement settings = connection.createStatement()) {
            connection.setAutoCommit(false);
            settings.execute(
                    "SET LOCAL plan_cache_mode = force_generic_plan; DELETE FROM issue_test_result_attachment");
            Query explained = Statements.on(connection)
                    .query("EXPLAIN (ANALYZE) " + sql)
                    .addCustomizer(new StatementCustomizer() {
                        @Override
                        public void beforeExecution(PreparedStatement statement, StatementContext context)
                                throws SQLException {
                            statement.unwrap(org.postgresql.PGStatement.class).setPrepareThreshold(1);
                        }
                    })
                    .bind("storedAt", java.sql.Timestamp.valueOf(at.get(1)).toLocalDateTime())
                    .bind("executionId", Long.parseLong(at.getFirst()));
            if (sql.contains(":cases")) {
                explained
                        .bindArray(
                                "cases",
                                String.class,
                                IntStream.range(0, 1_000)
                                        .mapToObj(i -> "case" + i)
                                        .toList())
                        .bindArray("templates", String.class, List.of(""));
            }
            plan = explained.mapTo(String.class).list();
            connection.rollback();
        }
        return String.join("\n", plan);
    }
}
