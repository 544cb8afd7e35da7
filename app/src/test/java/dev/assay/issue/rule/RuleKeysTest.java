package dev.assay.issue.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Keys follow the rules, even if another program changes the rules. The test changes them by SQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RuleKeysTest {
    private final TestDatabase database = TestDatabase.migrated();

    @BeforeEach
    void arrange() {
        database.execute("""
                DELETE FROM issue;
                INSERT INTO issue (id, source, project, key, title, status, created_at, updated_at)
                VALUES (1, 'JIRA', 'TO', '1', '', 'OPEN', now(), now());
                INSERT INTO issue_test_result_attachment_rule (id, issue_id, enabled, families, environment_names, test_case_names,
                  template_ids, test_result_statuses, created_at, updated_at)
                SELECT i, 1, i <> 3, '{}', '{}', '{}', '{}', '{}', now(), now() FROM generate_series(1, 4) i""");
    }

    private List<String> keys() {
        return database.strings("""
                SELECT rule_id || ' [' || case_key || '] [' || run_key || ']' FROM attachment_rule_key
                ORDER BY rule_id, case_key, run_key""");
    }

    @Test
    void onlyEnabledRulesHaveKeys() {
        assertThat(keys()).containsExactly("1 [] []", "2 [] []", "4 [] []");
        database.execute("UPDATE issue_test_result_attachment_rule SET enabled = NOT enabled");
        assertThat(keys()).containsExactly("3 [] []");
    }

    @Test
    void theMostSelectiveCriterionIsTheKey() {
        database.execute("""
                UPDATE issue_test_result_attachment_rule SET families = '{snap,deb}', test_result_statuses = '{FAILED}';
                UPDATE issue_test_result_attachment_rule SET artefact_stages = '{beta}', template_ids = '{a,b,a}' WHERE id = 2;
                UPDATE issue_test_result_attachment_rule SET test_case_names = '{x,NULL}', template_ids = '{t}', artefacts = '{core}',
                  artefact_versions = '{1,2}' WHERE id = 3;
                UPDATE issue_test_result_attachment_rule SET enabled = true, environment_names = ARRAY[repeat('e', 300)] WHERE id = 4;
                UPDATE issue_test_result_attachment_rule SET enabled = true WHERE id = 3""");
        assertThat(keys())
                .containsExactly(
                        "1 [] [family:deb]",
                        "1 [] [family:snap]",
                        "2 [template:a] [stage:beta]",
                        "2 [template:b] [stage:beta]",
                        "3 [case:x] [artefact:core]",
                        "4 [] [environment:" + "e".repeat(200) + "]");
    }

    @Test
    void metadataCountAsTheyComeAndGo() {
        String insert = """
                INSERT INTO issue_test_result_attachment_rule_execution_metadata
                  (attachment_rule_id, category, value, created_at, updated_at) VALUES\s""";
        database.execute(insert
                + "(1, 'lab', 'east', now(), now()), (1, 'lab', 'west', now(), now()), (2, 'z', 'y', now(), now())");
        assertThat(keys())
                .containsExactly(
                        "1 [] [metadata:lab=east]", "1 [] [metadata:lab=west]", "2 [] [metadata:z=y]", "4 [] []");
        database.execute(insert + "(1, 'kernel', '6', now(), now())");
        assertThat(keys()).contains("1 [] [metadata:kernel=6]").hasSize(3);
        database.execute("""
                UPDATE issue_test_result_attachment_rule_execution_metadata SET attachment_rule_id = 4 WHERE category = 'kernel'""");
        assertThat(keys())
                .contains("1 [] [metadata:lab=east]", "4 [] [metadata:kernel=6]")
                .hasSize(4);
        database.execute("DELETE FROM issue_test_result_attachment_rule_execution_metadata WHERE value = 'east'");
        assertThat(keys()).contains("1 [] [metadata:lab=west]").hasSize(3);
        database.execute("TRUNCATE issue_test_result_attachment_rule_execution_metadata");
        assertThat(keys()).containsExactly("1 [] []", "2 [] []", "4 [] []");
    }

    @Test
    void keysAreDeletedWithTheirRules() {
        database.execute("DELETE FROM issue_test_result_attachment_rule WHERE id = 1");
        assertThat(keys()).containsExactly("2 [] []", "4 [] []");
        database.execute("DELETE FROM issue");
        assertThat(keys()).isEmpty();
    }
}
