-- Results of a test case without a look at their rows: searches by case or template, and how a case went before.
-- Leaves out nothing that test_result_test_case_id_ix had; that one goes with the next version.
DROP INDEX CONCURRENTLY IF EXISTS test_result_case_ix;
CREATE INDEX CONCURRENTLY test_result_case_ix
  ON test_result (test_case_id, test_execution_id, id) INCLUDE (created_at, status);
