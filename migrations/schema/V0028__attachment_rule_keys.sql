-- Where a result leads to the enabled rules that may apply to it, so that storing results looks at few of many rules. A rule
-- stands here under each value of one criterion on the case (name, else template, else '') together with each value of one
-- criterion on the execution (environment, else artefact, version, one category of metadata, track, stage, family, else '').
-- Whatever applies is found; what is found need not apply, for other criteria and the rest of long values are not in it.
-- Kept by triggers, so that it holds whoever writes rules.

CREATE TABLE attachment_rule_key (
  case_key text COLLATE "C" NOT NULL,
  run_key text COLLATE "C" NOT NULL,
  rule_id integer NOT NULL,
  CONSTRAINT attachment_rule_key_pkey PRIMARY KEY (case_key, run_key, rule_id),
  CONSTRAINT attachment_rule_key_rule_id_fkey
    FOREIGN KEY (rule_id) REFERENCES issue_test_result_attachment_rule (id) ON DELETE CASCADE
);
CREATE INDEX attachment_rule_key_rule_id_ix ON attachment_rule_key (rule_id);

CREATE FUNCTION attachment_keys(kind text, names text[]) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT array_agg(DISTINCT kind || left(name, 200)) FROM unnest(names) name WHERE name IS NOT NULL
$$;

-- Whoever renews a rule's keys holds the rule, and sees what others did who held it before
CREATE FUNCTION renew_attachment_rule_keys(rules integer[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM issue_test_result_attachment_rule WHERE id = ANY (rules) ORDER BY id FOR NO KEY UPDATE;
  DELETE FROM attachment_rule_key WHERE rule_id = ANY (rules);
  INSERT INTO attachment_rule_key (case_key, run_key, rule_id)
  SELECT case_key, run_key, id
  FROM (
    SELECT
      r.id,
      CASE
        WHEN r.test_case_names <> '{}' THEN attachment_keys('case:', r.test_case_names)
        WHEN r.template_ids <> '{}' THEN attachment_keys('template:', r.template_ids)
        ELSE '{""}'
      END AS case_keys,
      CASE
        WHEN r.environment_names <> '{}' THEN attachment_keys('environment:', r.environment_names)
        WHEN r.artefacts <> '{}' THEN attachment_keys('artefact:', r.artefacts)
        WHEN r.artefact_versions <> '{}' THEN attachment_keys('version:', r.artefact_versions)
        WHEN m.pairs IS NOT NULL THEN attachment_keys('metadata:', m.pairs)
        WHEN r.artefact_tracks <> '{}' THEN attachment_keys('track:', r.artefact_tracks)
        WHEN r.artefact_stages <> '{}' THEN attachment_keys('stage:', r.artefact_stages)
        WHEN r.families <> '{}' THEN attachment_keys('family:', r.families::text[])
        ELSE '{""}'
      END AS run_keys
    FROM issue_test_result_attachment_rule r
    LEFT JOIN LATERAL (
      SELECT array_agg(category || '=' || value) AS pairs
      FROM issue_test_result_attachment_rule_execution_metadata
      WHERE attachment_rule_id = r.id AND category = (
        SELECT min(category) FROM issue_test_result_attachment_rule_execution_metadata WHERE attachment_rule_id = r.id)
    ) m ON true
    WHERE r.id = ANY (rules) AND r.enabled
  ) chosen
  CROSS JOIN LATERAL unnest(case_keys) case_key
  -- Many of both are too many together
  CROSS JOIN LATERAL unnest(CASE WHEN cardinality(case_keys) * cardinality(run_keys) > 1000 THEN '{""}' ELSE run_keys END) run_key
  ORDER BY case_key, run_key;
END
$$;

CREATE FUNCTION renew_changed_attachment_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM renew_attachment_rule_keys(array_agg(id)) FROM changed HAVING count(*) > 0;
  RETURN NULL;
END
$$;

CREATE FUNCTION renew_rules_of_changed_metadata() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM renew_attachment_rule_keys(array_agg(DISTINCT attachment_rule_id)) FROM changed HAVING count(*) > 0;
  RETURN NULL;
END
$$;

CREATE FUNCTION forget_attachment_rule_metadata() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM renew_attachment_rule_keys(array_agg(id)) FROM issue_test_result_attachment_rule HAVING count(*) > 0;
  RETURN NULL;
END
$$;

CREATE TRIGGER key_inserted AFTER INSERT ON issue_test_result_attachment_rule
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION renew_changed_attachment_rules();
CREATE TRIGGER key_updated AFTER UPDATE ON issue_test_result_attachment_rule
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION renew_changed_attachment_rules();
CREATE TRIGGER key_inserted AFTER INSERT ON issue_test_result_attachment_rule_execution_metadata
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION renew_rules_of_changed_metadata();
CREATE TRIGGER key_updated_1 AFTER UPDATE ON issue_test_result_attachment_rule_execution_metadata
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION renew_rules_of_changed_metadata();
CREATE TRIGGER key_updated_2 AFTER UPDATE ON issue_test_result_attachment_rule_execution_metadata
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION renew_rules_of_changed_metadata();
CREATE TRIGGER key_deleted AFTER DELETE ON issue_test_result_attachment_rule_execution_metadata
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION renew_rules_of_changed_metadata();
CREATE TRIGGER key_truncated AFTER TRUNCATE ON issue_test_result_attachment_rule_execution_metadata
  FOR EACH STATEMENT EXECUTE FUNCTION forget_attachment_rule_metadata();

-- From here on nobody else writes rules until this is committed: CREATE TRIGGER holds the tables
SELECT renew_attachment_rule_keys(array_agg(id)) FROM issue_test_result_attachment_rule HAVING count(*) > 0;
ANALYZE attachment_rule_key;
