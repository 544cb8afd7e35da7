-- What a file says about a result that few results have and Test Observer does not know: attempts, the reported name, the place in the
-- sources, attachments. A result without any of it has no row.
CREATE TABLE test_result_detail (
  test_result_id integer NOT NULL,
  -- About how many characters of text the detail has: a page ends before it has too many
  weight integer NOT NULL,
  detail jsonb NOT NULL,
  CONSTRAINT test_result_detail_pkey PRIMARY KEY (test_result_id),
  CONSTRAINT test_result_detail_result FOREIGN KEY (test_result_id) REFERENCES test_result (id) ON DELETE CASCADE
);
