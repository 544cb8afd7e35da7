-- Issues in the order of their list
CREATE INDEX issue_list_ix ON issue (source, project, key);
-- Those that ask for reruns: few or none, and asked for whenever results are stored
CREATE INDEX issue_auto_rerun_ix ON issue (id) WHERE auto_rerun_enabled;
-- Those that Test Observer stored with leading zeros, which Assay does not keep
CREATE INDEX issue_zero_key_ix ON issue (project, source) WHERE key LIKE '0_%';
-- The beginning of the unique index of issue and result
DROP INDEX IF EXISTS issue_test_result_attachment_issue_id_ix;
