-- Who did what to which row, before and after. Written by triggers, so that it holds whoever writes: the service says in
-- settings of its session who asks (assay.principal, …); without them it is the database's user.

CREATE TABLE audit_entry (
  id bigint GENERATED ALWAYS AS IDENTITY,
  -- When the transaction began
  at timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
  -- Entries of one transaction have the same
  transaction_id bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
  -- user:4, application:7, anonymous, command:<name>, system, database:<name>
  principal text NOT NULL DEFAULT coalesce(nullif(current_setting('assay.principal', true), ''), 'database:' || session_user),
  -- E-mail or name at that time: the principal may be gone by the time this is read
  principal_name text NOT NULL DEFAULT coalesce(current_setting('assay.principal_name', true), ''),
  -- PATCH /v1/artefacts/{artefact_id}, assay user promote
  operation text NOT NULL DEFAULT coalesce(nullif(current_setting('assay.operation', true), ''), 'SQL'),
  action text NOT NULL,
  resource text NOT NULL,
  -- Of the row, or of what the rows belong to
  resource_id bigint,
  before jsonb,
  after jsonb,
  CONSTRAINT audit_entry_pkey PRIMARY KEY (id),
  CONSTRAINT audit_entry_action CHECK (action IN ('insert', 'update', 'delete'))
);
CREATE INDEX audit_entry_resource_ix ON audit_entry (resource, resource_id, id);
CREATE INDEX audit_entry_principal_ix ON audit_entry (principal, id);
CREATE INDEX audit_entry_at_ix ON audit_entry USING brin (at);

-- Append-only: nothing changes an entry, and only audit_forget removes old ones
CREATE FUNCTION audit_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('assay.audit_forget', true) = 'on' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'the audit log is append-only' USING HINT = 'Old entries are removed by audit_forget(before, at_most).';
END
$$;
CREATE TRIGGER audit_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION audit_keep();

-- Removes up to so many of the oldest entries from before that time, and says so in an entry of its own
CREATE FUNCTION audit_forget(older_than timestamp, at_most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  forgotten integer;
  newest bigint;
BEGIN
  PERFORM set_config('assay.audit_forget', 'on', true);
  WITH gone AS (
    DELETE FROM audit_entry
    WHERE id IN (SELECT e.id FROM (SELECT id, at FROM audit_entry ORDER BY id LIMIT at_most) e WHERE e.at < older_than)
    RETURNING id
  )
  SELECT count(*), max(id) INTO forgotten, newest FROM gone;
  PERFORM set_config('assay.audit_forget', '', true);
  IF forgotten > 0 THEN
    INSERT INTO audit_entry (action, resource, resource_id, before)
    VALUES ('delete', 'audit_entry', newest, jsonb_build_object('count', forgotten, 'last_id', newest));
  END IF;
  RETURN forgotten;
END
$$;

-- A row as an entry shows it: without its times (the entry has one), secrets as the word "hidden"
CREATE FUNCTION audit_image(image jsonb, secrets text) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN secrets = '' THEN image ELSE image || coalesce(
    (SELECT jsonb_object_agg(key, 'hidden') FROM unnest(string_to_array(secrets, ',')) AS secret (key)
     WHERE jsonb_typeof(image -> key) <> 'null'), '{}') END
$$;

-- One entry for each row. Arguments: resource, the column that is its id, secret columns with commas between them
CREATE FUNCTION audit_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_entry (action, resource, resource_id, after)
  SELECT 'insert', TG_ARGV[0], (image ->> TG_ARGV[1])::bigint, audit_image(image - '{created_at,updated_at}'::text[], TG_ARGV[2])
  FROM (SELECT to_jsonb(n) AS image FROM new_rows n) AS inserted;
  RETURN NULL;
END
$$;
CREATE FUNCTION audit_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_entry (action, resource, resource_id, before)
  SELECT 'delete', TG_ARGV[0], (image ->> TG_ARGV[1])::bigint, audit_image(image - '{created_at,updated_at}'::text[], TG_ARGV[2])
  FROM (SELECT to_jsonb(o) AS image FROM old_rows o) AS deleted;
  RETURN NULL;
END
$$;
-- Only what changed, and nothing for a row that did not
CREATE FUNCTION audit_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_entry (action, resource, resource_id, before, after)
  SELECT 'update', TG_ARGV[0], (image ->> TG_ARGV[1])::bigint,
         audit_image(changed.before, TG_ARGV[2]), audit_image(changed.after, TG_ARGV[2])
  FROM (SELECT to_jsonb(o) AS was, to_jsonb(n) AS image FROM old_rows o JOIN new_rows n ON n.id = o.id) AS updated
  CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(b.key, b.value) AS before, jsonb_object_agg(b.key, image -> b.key) AS after
    FROM jsonb_each(was - '{created_at,updated_at}'::text[]) AS b
    WHERE image -> b.key IS DISTINCT FROM b.value
  ) AS changed
  WHERE changed.before IS NOT NULL;
  RETURN NULL;
END
$$;

-- One entry for all rows that belong to one thing. Arguments: resource, the column of what they belong to (or ''), the
-- column that is listed
CREATE FUNCTION audit_joined() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_entry (action, resource, resource_id, after)
  SELECT 'insert', TG_ARGV[0], (image ->> TG_ARGV[1])::bigint, jsonb_build_object(TG_ARGV[2], jsonb_agg(image -> TG_ARGV[2]))
  FROM (SELECT to_jsonb(n) AS image FROM new_rows n) AS joined
  GROUP BY 3;
  RETURN NULL;
END
$$;
CREATE FUNCTION audit_parted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_entry (action, resource, resource_id, before)
  SELECT 'delete', TG_ARGV[0], (image ->> TG_ARGV[1])::bigint, jsonb_build_object(TG_ARGV[2], jsonb_agg(image -> TG_ARGV[2]))
  FROM (SELECT to_jsonb(o) AS image FROM old_rows o) AS parted
  GROUP BY 3;
  RETURN NULL;
END
$$;

-- Results: one entry for each execution. Their own rows say the rest; of what is replaced, the status of each case is kept
CREATE FUNCTION audit_stored_results() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_entry (action, resource, resource_id, after)
  SELECT 'insert', 'test_result', test_execution_id, jsonb_build_object(
    'count', count(*), 'first_id', min(id), 'last_id', max(id),
    'passed', count(*) FILTER (WHERE status = 'PASSED'),
    'failed', count(*) FILTER (WHERE status = 'FAILED'),
    'skipped', count(*) FILTER (WHERE status = 'SKIPPED'))
  FROM new_rows
  GROUP BY test_execution_id;
  RETURN NULL;
END
$$;
CREATE FUNCTION audit_removed_results() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_entry (action, resource, resource_id, before)
  SELECT 'delete', 'test_result', test_execution_id, jsonb_build_object('count', sum(cases), 'status_by_test_case_id', jsonb_object_agg(status, ids))
  FROM (
    SELECT test_execution_id, status, count(*) AS cases, jsonb_agg(test_case_id ORDER BY test_case_id) AS ids
    FROM old_rows
    GROUP BY test_execution_id, status
  ) AS removed
  GROUP BY test_execution_id;
  RETURN NULL;
END
$$;

-- Attachments: one entry, of the issue where all are of one
CREATE FUNCTION audit_attached() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_entry (action, resource, resource_id, after)
  SELECT 'insert', 'issue_attachment', CASE WHEN min(issue_id) = max(issue_id) THEN min(issue_id) END,
         jsonb_build_object('attachments', jsonb_agg(jsonb_build_object(
           'issue_id', issue_id, 'attachment_rule_id', attachment_rule_id, 'test_result_ids', test_result_ids)))
  FROM (
    SELECT issue_id, attachment_rule_id, jsonb_agg(test_result_id) AS test_result_ids
    FROM new_rows
    GROUP BY issue_id, attachment_rule_id
  ) AS grouped
  HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE FUNCTION audit_detached() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_entry (action, resource, resource_id, before)
  SELECT 'delete', 'issue_attachment', CASE WHEN min(issue_id) = max(issue_id) THEN min(issue_id) END,
         jsonb_build_object('attachments', jsonb_agg(jsonb_build_object(
           'issue_id', issue_id, 'attachment_rule_id', attachment_rule_id, 'test_result_ids', test_result_ids)))
  FROM (
    SELECT issue_id, attachment_rule_id, jsonb_agg(test_result_id) AS test_result_ids
    FROM old_rows
    GROUP BY issue_id, attachment_rule_id
  ) AS grouped
  HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE FUNCTION audit_reattached() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_entry (action, resource, resource_id, before, after)
  SELECT 'update', 'issue_attachment', n.issue_id,
         jsonb_build_object('attachment_rule_id', o.attachment_rule_id, 'test_result_ids', jsonb_agg(n.test_result_id)),
         jsonb_build_object('attachment_rule_id', n.attachment_rule_id)
  FROM old_rows o JOIN new_rows n ON n.id = o.id
  WHERE n.attachment_rule_id IS DISTINCT FROM o.attachment_rule_id
  GROUP BY n.issue_id, o.attachment_rule_id, n.attachment_rule_id;
  RETURN NULL;
END
$$;

CREATE PROCEDURE audit_with(audited regclass, on_insert text, on_update text, on_delete text, VARIADIC arguments text[])
LANGUAGE plpgsql AS $$
DECLARE
  quoted text := (SELECT string_agg(quote_literal(argument), ', ' ORDER BY position)
                  FROM unnest(arguments) WITH ORDINALITY AS given (argument, position));
BEGIN
  EXECUTE format('CREATE TRIGGER audit_insert AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION %I(%s)', audited, on_insert, quoted);
  EXECUTE format('CREATE TRIGGER audit_delete AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION %I(%s)', audited, on_delete, quoted);
  IF on_update <> '' THEN
    EXECUTE format('CREATE TRIGGER audit_update AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
      FOR EACH STATEMENT EXECUTE FUNCTION %I(%s)', audited, on_update, quoted);
  ELSE
    -- Its rows are no more than their key: an update takes one away and adds another
    EXECUTE format('CREATE TRIGGER audit_update_1 AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows
      FOR EACH STATEMENT EXECUTE FUNCTION %I(%s)', audited, on_delete, quoted);
    EXECUTE format('CREATE TRIGGER audit_update_2 AFTER UPDATE ON %s REFERENCING NEW TABLE AS new_rows
      FOR EACH STATEMENT EXECUTE FUNCTION %I(%s)', audited, on_insert, quoted);
  END IF;
END
$$;

-- A table whose rows have an id of their own; secret columns are shown as "hidden"
CREATE PROCEDURE audit_rows(audited regclass, resource text, id_column text DEFAULT 'id', secrets text DEFAULT '')
LANGUAGE plpgsql AS $$
BEGIN
  CALL audit_with(audited, 'audit_inserted', 'audit_updated', 'audit_deleted', resource, id_column, secrets);
END
$$;

-- A table that says what belongs to what
CREATE PROCEDURE audit_links(audited regclass, resource text, owner_column text, listed_column text)
LANGUAGE plpgsql AS $$
BEGIN
  CALL audit_with(audited, 'audit_joined', '', 'audit_parted', resource, owner_column, listed_column);
END
$$;

CALL audit_rows('app_user', 'user');
CALL audit_rows('application', 'application', secrets => 'api_key');
CALL audit_rows('team', 'team');
CALL audit_rows('artefact_matching_rule', 'artefact_matching_rule');
CALL audit_rows('user_session', 'session', id_column => 'user_id');
CALL audit_rows('artefact', 'artefact');
CALL audit_rows('artefact_build', 'artefact_build');
CALL audit_rows('environment', 'environment');
CALL audit_rows('test_plan', 'test_plan');
CALL audit_rows('test_execution', 'test_execution');
CALL audit_rows('test_execution_relevant_link', 'test_execution_link', id_column => 'test_execution_id');
CALL audit_rows('test_execution_rerun_request', 'rerun_request');
CALL audit_rows('artefact_build_environment_review', 'environment_review');
CALL audit_rows('environment_issue', 'environment_reported_issue');
CALL audit_rows('test_case_issue', 'test_case_reported_issue');
CALL audit_rows('issue', 'issue');
CALL audit_rows('issue_test_result_attachment_rule', 'attachment_rule');
CALL audit_rows('issue_test_result_attachment_rule_execution_metadata', 'attachment_rule_metadata', id_column => 'attachment_rule_id');
CALL audit_rows('notification', 'notification');

CALL audit_links('team_users_association', 'team_member', 'team_id', 'user_id');
CALL audit_links('artefact_matching_rule_team_association', 'artefact_matching_rule_team', 'artefact_matching_rule_id', 'team_id');
CALL audit_links('artefact_reviewers_association', 'artefact_reviewer', 'artefact_id', 'user_id');
CALL audit_links('environment_review_reviewers_association', 'environment_review_reviewer', 'environment_review_id', 'user_id');
CALL audit_links('artefact_bundled_builds_association', 'bundled_build', 'artefact_id', 'artefact_build_id');
CALL audit_links('test_execution_metadata_association_table', 'test_execution_metadata', 'test_execution_id', 'test_execution_metadata_id');
CALL audit_rows('test_execution_metadata', 'metadata');
CALL audit_with('test_result', 'audit_stored_results', 'audit_updated', 'audit_removed_results', 'test_result', 'id', '');
CALL audit_with('issue_test_result_attachment', 'audit_attached', 'audit_reattached', 'audit_detached', 'issue_attachment', 'id', '');

-- Made in bulk by the first upload that names them, and by nothing else: which ones is enough, their rows say the rest
CREATE TRIGGER audit_insert AFTER INSERT ON test_case REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION audit_joined('test_case', '', 'id');
CREATE TRIGGER audit_update AFTER UPDATE ON test_case REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION audit_updated('test_case', 'id', '');
CREATE TRIGGER audit_delete AFTER DELETE ON test_case REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION audit_deleted('test_case', 'id', '');
CREATE TRIGGER audit_insert AFTER INSERT ON test_event REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION audit_joined('test_event', 'test_execution_id', 'id');
CREATE TRIGGER audit_update AFTER UPDATE ON test_event REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION audit_updated('test_event', 'test_execution_id', '');
CREATE TRIGGER audit_delete AFTER DELETE ON test_event REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION audit_deleted('test_event', 'test_execution_id', '');
