package dev.assay.issue.rule;

import dev.assay.artefact.Family;
import dev.assay.database.Sql;
import dev.assay.database.Statements;
import dev.assay.filter.Criteria;
import dev.assay.issue.AttachmentRule;
import dev.assay.issue.IssueSql;
import io.micronaut.core.type.Argument;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class AttachmentRuleRepository implements Sql {
    private final Statements statements;
    private final JsonMapper json;

    AttachmentRuleRepository(Statements statements, JsonMapper json) {
        this.statements = statements;
        this.json = json;
    }

    /** Empty if the issue does not exist. */
    @Connectable
    Optional<AttachmentRule> insert(long issueId, boolean enabled, Criteria criteria) {
        List<String> categories = new ArrayList<>();
        List<String> values = new ArrayList<>();
        criteria.executionMetadata()
                .forEach((category, list) -> list.forEach(value -> {
                    categories.add(category);
                    values.add(value);
                }));
        return statements
                .query("""
                WITH u AS (
                  INSERT INTO issue_test_result_attachment_rule (
                    issue_id, enabled, families, artefacts, artefact_versions, artefact_stages, artefact_tracks, environment_names,
                    test_case_names, template_ids, test_result_statuses, created_at, updated_at)
                  SELECT id, :enabled, CAST(:families AS familyname[]), :artefacts, :versions, :stages, :tracks, :environments,
                    :cases, :templates, CAST(:statuses AS testresultstatus[]), now(), now()
                  FROM issue WHERE id = :issueId FOR KEY SHARE
                  RETURNING *
                ), m AS (
                  INSERT INTO issue_test_result_attachment_rule_execution_metadata
                    (attachment_rule_id, category, value, created_at, updated_at)
                  SELECT u.id, p.category, p.value, now(), now()
                  FROM u CROSS JOIN unnest(:categories, :values) WITH ORDINALITY AS p (category, value, position)
                  ORDER BY p.position
                  RETURNING id, attachment_rule_id, category, value
                )
                SELECT\s"""
                        + IssueSql.RULE.replace("issue_test_result_attachment_rule_execution_metadata m", "m")
                        + "::text FROM u")
                .bind("issueId", issueId)
                .bind("enabled", enabled)
                .bindArray(
                        "families",
                        String.class,
                        criteria.families().stream().map(Family::wire).toList())
                .bindArray("artefacts", String.class, criteria.artefacts())
                .bindArray("versions", String.class, criteria.artefactVersions())
                .bindArray("stages", String.class, criteria.artefactStages())
                .bindArray("tracks", String.class, criteria.artefactTracks())
                .bindArray("environments", String.class, criteria.environments())
                .bindArray("cases", String.class, criteria.testCases())
                .bindArray("templates", String.class, criteria.templateIds())
                .bindArray("statuses", String.class, Criteria.names(criteria.testResultStatuses()))
                .bindArray("categories", String.class, categories)
                .bindArray("values", String.class, values)
                .mapTo(String.class)
                .findOne()
                .map(this::rule);
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

    /** The rule in JSON. */
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
