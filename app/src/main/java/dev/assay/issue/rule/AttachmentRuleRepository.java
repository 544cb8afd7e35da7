package dev.assay.issue.rule;

import dev.assay.artefact.Family;
import dev.assay.database.Fragment;
import dev.assay.database.Sql;
import dev.assay.filter.Criteria;
import dev.assay.issue.AttachmentRule;
import dev.assay.issue.IssueSql;
import io.micronaut.core.type.Argument;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class AttachmentRuleRepository implements Sql {
    private final JdbcOperations jdbc;
    private final JsonMapper json;

    AttachmentRuleRepository(JdbcOperations jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Empty when there is no such issue. */
    @Connectable
    Optional<AttachmentRule> insert(long issueId, boolean enabled, Criteria criteria) {
        List<String> categories = new ArrayList<>();
        List<String> values = new ArrayList<>();
        criteria.executionMetadata()
                .forEach((category, list) -> list.forEach(value -> {
                    categories.add(category);
                    values.add(value);
                }));
        Fragment insert = Fragment.of(
                        """
                WITH u AS (
                  INSERT INTO issue_test_result_attachment_rule (
                    issue_id, enabled, families, artefacts, artefact_versions, artefact_stages, artefact_tracks, environment_names,
                    test_case_names, template_ids, test_result_statuses, created_at, updated_at)
                  SELECT id, ?, CAST(? AS familyname[]), ?, ?, ?, ?, ?, ?, ?, CAST(? AS testresultstatus[]), now(), now()
                  FROM issue WHERE id = ? FOR KEY SHARE
                  RETURNING *
                ), m AS (
                  INSERT INTO issue_test_result_attachment_rule_execution_metadata
                    (attachment_rule_id, category, value, created_at, updated_at)
                  SELECT u.id, p.category, p.value, now(), now()
                  FROM u CROSS JOIN unnest(?, ?) WITH ORDINALITY AS p (category, value, position)
                  ORDER BY p.position
                  RETURNING id, attachment_rule_id, category, value
                )
                SELECT""",
                        enabled,
                        criteria.families().stream().map(Family::wire).toList(),
                        criteria.artefacts(),
                        criteria.artefactVersions(),
                        criteria.artefactStages(),
                        criteria.artefactTracks(),
                        criteria.environments(),
                        criteria.testCases(),
                        criteria.templateIds(),
                        criteria.testResultStatuses().stream().map(Enum::name).toList(),
                        issueId,
                        categories,
                        values)
                .then(IssueSql.RULE.replace("issue_test_result_attachment_rule_execution_metadata m", "m"))
                .then("::text FROM u");
        return jdbc.prepareStatement(insert.sql(), statement -> {
            insert.bind(statement);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(rule(row.getString(1))) : Optional.empty();
            }
        });
    }

    Optional<AttachmentRule> find(long id) {
        return text(id).map(this::rule);
    }

    private AttachmentRule rule(String text) {
        try {
            return json.readValue(text, Argument.of(AttachmentRule.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In JSON. */
    @Query("SELECT " + IssueSql.RULE + "::text FROM issue_test_result_attachment_rule u WHERE u.id = :id")
    abstract Optional<String> text(long id);

    /** The issue of a rule. */
    @Query("SELECT issue_id FROM issue_test_result_attachment_rule WHERE id = :id")
    abstract Optional<Integer> issue(long id);

    @Query("""
            UPDATE issue_test_result_attachment_rule SET enabled = :enabled, updated_at = now()
            WHERE id = :id AND enabled <> :enabled
            """)
    abstract int enable(long id, boolean enabled);

    @Query("DELETE FROM issue_test_result_attachment_rule WHERE id = :id")
    abstract int delete(long id);
}
