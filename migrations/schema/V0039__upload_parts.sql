-- Each upload is the content of a part of its execution, until that part is sent again. Rows of versions that did not know parts have
-- neither size nor part_key.
ALTER TABLE upload
  -- The name of the part; null for a file without a name
  ADD COLUMN part text,
  -- Identifies the part within the execution; null once other content has replaced this one
  ADD COLUMN part_key text,
  -- In bytes, unpacked
  ADD COLUMN size bigint,
  ADD COLUMN format text,
  -- When the tests ran, as the file says; null if it does not say so credibly
  ADD COLUMN ran_at timestamp,
  -- The records that could not be stored, as JSON; null for none
  ADD COLUMN quarantined text,
  -- Bounds of the ids of its results
  ADD COLUMN first_result_id integer,
  ADD COLUMN last_result_id integer;

ALTER TABLE test_result
  -- The upload that brought the result; null for results of /v1. Not a foreign key, which would cost time for each row: an upload is only
  -- deleted together with its execution
  ADD COLUMN upload_id integer,
  -- The category that came with the result, if the test case has another one from elsewhere
  ADD COLUMN own_category varchar;
