package dev.assay.bench;

import dev.assay.testing.TestDatabase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The cost of storing results with many attachment rules, compared with the cost without any. */
final class RuleBench {
    private static final int MATCHING = 50;

    private final TestDatabase database;
    private final Writes writes;
    private final int rules;
    private final int rounds;
    private final int rows;

    RuleBench(TestDatabase database, Writes writes, boolean quick) {
        this.database = database;
        this.writes = writes;
        this.rules = quick ? 500 : 10_000;
        this.rounds = quick ? 1 : 6;
        this.rows = quick ? 2_000 : 20_000;
    }

    private interface Sending {
        Writes.Sample send() throws Exception;
    }

    /** Which rules are enabled. */
    private enum Enabled {
        NONE("false", "none"),
        /** Rules are found and compared, but none attaches anything. */
        UNMATCHED("NOT matching", "none of which matches"),
        ALL("true", "one in 20 results attached");

        private final String condition;
        private final String label;

        Enabled(String condition, String label) {
            this.condition = condition;
            this.label = label;
        }
    }

    /** Runs each round in all three states, beginning with another state each time; the first round warms up. */
    void run(Report report) throws Exception {
        arrange();
        Map<String, Sending> ways = new LinkedHashMap<>();
        ways.put("POST test-results, 100 a request", () -> writes.post(BenchResults.of(100), rows / 100));
        ways.put("POST test-results, 1,000 a request", () -> writes.post(BenchResults.of(1_000), rows / 1_000));
        ways.put("upload JUnit XML, 1,000 cases a file", () -> writes.upload(BenchResults.of(1_000), rows / 1_000));
        Map<Enabled, Map<String, List<Double>>> rates = new EnumMap<>(Enabled.class);
        for (int round = 0; round <= rounds; round++) {
            List<Enabled> states = new ArrayList<>(List.of(Enabled.values()));
            Collections.rotate(states, round);
            for (Enabled state : states) {
                enable(state);
                for (Map.Entry<String, Sending> way : ways.entrySet()) {
                    double rate = way.getValue().send().rate();
                    if (round > 0) {
                        rates.computeIfAbsent(state, any -> new LinkedHashMap<>())
                                .computeIfAbsent(way.getKey(), any -> new ArrayList<>())
                                .add(rate);
                    }
                }
            }
        }
        Map<String, List<Double>> without = rates.getOrDefault(Enabled.NONE, Map.of());
        for (Enabled state : List.of(Enabled.UNMATCHED, Enabled.ALL)) {
            report.line("");
            report.line(
                    "%-46s %9s %8s  %s", "%,d rules, %s".formatted(rules, state.label), "rows/s", "of none", "target");
            rates.getOrDefault(state, Map.of()).forEach((way, with) -> {
                List<Double> ratios = new ArrayList<>();
                for (int i = 0; i < rounds; i++) {
                    ratios.add(
                            with.get(i) / without.getOrDefault(way, List.of()).get(i));
                }
                double ratio = Report.median(ratios);
                report.line(
                        "%-46s %9.0f %8.2f  %s",
                        "with rules: " + way, Report.median(with), ratio, Report.atLeast(0.9, ratio));
            });
        }
    }

    /**
     * Creates rules as they accumulate over years: most name a case or a template of other products, some of them in one lab; some
     * name a lab, a family and a stage, or metadata. Fifty match one failing case each, which is a twentieth of all results.
     */
    private void arrange() {
        database.execute("""
                INSERT INTO issue (source, project, key, title, status, created_at, updated_at)
                SELECT 'GITHUB', 'acme/tool', i, '', 'OPEN', now(), now() FROM generate_series(1, %1$d) i;
                INSERT INTO issue_test_result_attachment_rule (issue_id, enabled, families, environment_names, test_case_names,
                  template_ids, test_result_statuses, artefact_stages, created_at, updated_at)
                SELECT i.id, false,
                  CASE WHEN n %% 100 BETWEEN 90 AND 94 THEN '{deb}' WHEN n %% 7 = 0 AND n > %2$d THEN '{snap,charm}'
                       ELSE '{}' END::familyname[],
                  CASE WHEN n %% 100 BETWEEN 80 AND 89 OR n %% 3 = 0 AND n > %2$d THEN ARRAY['lab' || n %% 900] ELSE '{}' END,
                  CASE WHEN n <= %2$d THEN ARRAY['shop.area' || 20 * n %% 40 || '.Suite' || 20 * n %% 400 || '.case' || 20 * n]
                       WHEN n %% 100 < 60 THEN ARRAY['other.Suite' || n %% 500 || '.case' || n, 'other.again' || n] ELSE '{}' END,
                  CASE WHEN n > %2$d AND n %% 100 BETWEEN 60 AND 79 THEN ARRAY['template' || n] ELSE '{}' END,
                  CASE WHEN n %% 2 = 0 OR n <= %2$d THEN '{FAILED}' ELSE '{}' END::testresultstatus[],
                  CASE WHEN n %% 100 BETWEEN 90 AND 94 THEN ARRAY['edge'] ELSE '{}' END, now(), now()
                FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM issue) i;
                INSERT INTO issue_test_result_attachment_rule_execution_metadata
                  (attachment_rule_id, category, value, created_at, updated_at)
                SELECT id, 'site', 'room' || id, now(), now() FROM issue_test_result_attachment_rule
                WHERE families = '{}' AND environment_names = '{}' AND test_case_names = '{}' AND template_ids = '{}'
                """.formatted(rules, MATCHING));
    }

    private void enable(Enabled state) {
        database.execute("""
                UPDATE issue_test_result_attachment_rule r SET enabled = %s
                FROM (SELECT id, row_number() OVER (ORDER BY id) <= %d AS matching FROM issue_test_result_attachment_rule) n
                WHERE n.id = r.id
                """.formatted(state.condition, MATCHING));
        database.execute("VACUUM ANALYZE issue_test_result_attachment_rule, attachment_rule_key");
        database.execute("ANALYZE issue_test_result_attachment, issue, test_result");
    }
}
