-- How many results of each status an execution has, and when the first and the last of them was stored: totals of a search
-- are sums over executions instead of counts over results. Kept by triggers, so that it holds whoever writes.
-- After results were deleted, oldest and newest may lie outside of what is left: they are bounds.

CREATE TABLE result_count (
  test_execution_id integer NOT NULL,
  passed integer NOT NULL,
  failed integer NOT NULL,
  skipped integer NOT NULL,
  oldest timestamp NOT NULL,
  newest timestamp NOT NULL,
  CONSTRAINT result_count_pkey PRIMARY KEY (test_execution_id),
  CONSTRAINT result_count_test_execution_id_fkey
    FOREIGN KEY (test_execution_id) REFERENCES test_execution (id) ON DELETE CASCADE
) WITH (fillfactor = 70);

CREATE FUNCTION count_stored_results() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO result_count AS c (test_execution_id, passed, failed, skipped, oldest, newest)
  SELECT
    test_execution_id,
    count(*) FILTER (WHERE status = 'PASSED'),
    count(*) FILTER (WHERE status = 'FAILED'),
    count(*) FILTER (WHERE status = 'SKIPPED'),
    min(created_at),
    max(created_at)
  FROM stored
  GROUP BY test_execution_id
  ORDER BY test_execution_id
  ON CONFLICT (test_execution_id) DO UPDATE SET
    passed = c.passed + excluded.passed,
    failed = c.failed + excluded.failed,
    skipped = c.skipped + excluded.skipped,
    oldest = CASE WHEN c.passed + c.failed + c.skipped = 0 THEN excluded.oldest ELSE least(c.oldest, excluded.oldest) END,
    newest = CASE WHEN c.passed + c.failed + c.skipped = 0 THEN excluded.newest ELSE greatest(c.newest, excluded.newest) END;
  RETURN NULL;
END
$$;

CREATE FUNCTION count_removed_results() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE result_count c SET
    passed = c.passed - removed.passed,
    failed = c.failed - removed.failed,
    skipped = c.skipped - removed.skipped
  FROM (
    SELECT
      test_execution_id,
      count(*) FILTER (WHERE status = 'PASSED') AS passed,
      count(*) FILTER (WHERE status = 'FAILED') AS failed,
      count(*) FILTER (WHERE status = 'SKIPPED') AS skipped
    FROM gone
    GROUP BY test_execution_id
  ) removed
  WHERE c.test_execution_id = removed.test_execution_id;
  RETURN NULL;
END
$$;

CREATE FUNCTION forget_result_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM result_count;
  RETURN NULL;
END
$$;

CREATE TRIGGER count_inserted AFTER INSERT ON test_result
  REFERENCING NEW TABLE AS stored FOR EACH STATEMENT EXECUTE FUNCTION count_stored_results();
CREATE TRIGGER count_deleted AFTER DELETE ON test_result
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION count_removed_results();
-- An update is a removal and a storing: triggers of one event run in the order of their names
CREATE TRIGGER count_updated_1 AFTER UPDATE ON test_result
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION count_removed_results();
CREATE TRIGGER count_updated_2 AFTER UPDATE ON test_result
  REFERENCING NEW TABLE AS stored FOR EACH STATEMENT EXECUTE FUNCTION count_stored_results();
CREATE TRIGGER count_truncated AFTER TRUNCATE ON test_result
  FOR EACH STATEMENT EXECUTE FUNCTION forget_result_counts();

-- From here on nobody else writes results until this is committed: CREATE TRIGGER holds the table
INSERT INTO result_count (test_execution_id, passed, failed, skipped, oldest, newest)
SELECT
  test_execution_id,
  count(*) FILTER (WHERE status = 'PASSED'),
  count(*) FILTER (WHERE status = 'FAILED'),
  count(*) FILTER (WHERE status = 'SKIPPED'),
  min(created_at),
  max(created_at)
FROM test_result
GROUP BY test_execution_id;
ANALYZE result_count;

-- Executions of a pair of metadata
CREATE INDEX test_execution_metadata_association_metadata_ix
  ON test_execution_metadata_association_table (test_execution_metadata_id);
CREATE INDEX test_execution_created_at_ix ON test_execution (created_at, id);
