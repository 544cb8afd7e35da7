package dev.assay.issue;

/** How rows are shown, as SQL, for whoever reads them along with others. */
public final class IssueSql {
    /** Where the row {@code i} of {@code issue} stands (ISS-3). */
    public static final String URL = """
            CASE i.source
              WHEN 'GITHUB' THEN 'https://github.com/' || i.project || '/issues/' || i.key
              WHEN 'JIRA' THEN 'https://warthogs.atlassian.net/browse/' || i.project || '-' || i.key
              ELSE 'https://bugs.launchpad.net/' || i.project || '/+bug/' || i.key END
            """;

    /** Names and values that every object of the row {@code i} of {@code issue} has. */
    public static final String COMMON = """
            'id', i.id, 'source', lower(i.source::text), 'project', i.project, 'key', i.key, 'title', i.title,
            'status', lower(i.status::text), 'labels', i.labels, 'url',
            """ + URL;

    /** The row {@code u} of {@code issue_test_result_attachment_rule} as an object (ARULE-1). */
    public static final String RULE = """
            json_build_object(
              'id', u.id, 'enabled', u.enabled, 'families', u.families, 'artefacts', u.artefacts,
              'artefact_versions', u.artefact_versions, 'artefact_stages', u.artefact_stages,
              'artefact_tracks', u.artefact_tracks, 'environment_names', u.environment_names,
              'test_case_names', u.test_case_names, 'template_ids', u.template_ids,
              'test_result_statuses', u.test_result_statuses,
              'execution_metadata', coalesce((
                SELECT json_object_agg(category, vals)
                FROM (SELECT m.category, json_agg(m.value ORDER BY m.id) AS vals
                      FROM issue_test_result_attachment_rule_execution_metadata m
                      WHERE m.attachment_rule_id = u.id GROUP BY m.category) grouped), '{}'))
            """;

    private IssueSql() {}
}
