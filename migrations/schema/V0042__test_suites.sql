-- What a file says about a whole suite: its output, host, time and properties. A suite without any of it has no row.
CREATE TABLE test_suite (
  id bigint GENERATED ALWAYS AS IDENTITY,
  test_execution_id integer NOT NULL,
  -- The upload that brought it; null for files that the operator found. An upload is only deleted together with its execution
  upload_id integer,
  -- The place in its file, which test_result_detail names
  position integer NOT NULL,
  name text NOT NULL,
  host text,
  ran_at timestamp,
  properties jsonb NOT NULL DEFAULT '{}',
  output text NOT NULL DEFAULT '',
  CONSTRAINT test_suite_pkey PRIMARY KEY (id),
  CONSTRAINT test_suite_execution FOREIGN KEY (test_execution_id) REFERENCES test_execution (id) ON DELETE CASCADE
);
CREATE INDEX test_suite_place_ix ON test_suite (test_execution_id, upload_id, position);
