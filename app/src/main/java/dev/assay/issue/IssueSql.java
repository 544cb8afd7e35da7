package dev.assay.issue;

import dev.assay.tracker.Source;

/** SQL expressions that turn rows into JSON, for statements that read them together with other rows. */
public final class IssueSql {
    /** The URL of the row {@code i} of {@code issue} (ISS-3). */
    public static final String URL = """
            CASE i.source
              WHEN 'GITHUB' THEN 'https://github.com/' || i.project || '/issues/' || i.key
              WHEN 'JIRA' THEN 'https://%s/browse/' || i.project || '-' || i.key
              ELSE 'https://bugs.launchpad.net/' || i.project || '/+bug/' || i.key END
            """.formatted(Source.JIRA.host());

    /** The row {@code i} of {@code issue} as an {@link Issue} in JSON. */
    public static final String ISSUE = """
            json_build_object(
              'id', i.id, 'source', lower(i.source::text), 'project', i.project, 'key', i.key, 'title', i.title,
              'status', lower(i.status::text), 'labels', i.labels, 'autoRerunEnabled', i.auto_rerun_enabled)
            """;

    /** The row {@code u} of {@code issue_test_result_attachment_rule} as an {@link AttachmentRule} in JSON. */
    public static final String RULE = """
            json_build_object('id', u.id, 'enabled', u.enabled, 'criteria', to_jsonb(u) || jsonb_build_object(
              'execution_metadata', coalesce((
                SELECT json_object_agg(category, vals)
                FROM (SELECT m.category, json_agg(m.value ORDER BY m.id) AS vals
                      FROM issue_test_result_attachment_rule_execution_metadata m
                      WHERE m.attachment_rule_id = u.id GROUP BY m.category) grouped), '{}')))
            """;

    private IssueSql() {}
}
