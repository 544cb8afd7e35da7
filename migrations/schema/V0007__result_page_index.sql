-- A page of an execution's results, and its newest, in one descent: the index on test_execution_id alone makes the planner
-- choose between sorting all of an execution for each page and walking the primary key past everybody else's results.
-- Concurrently, because an old version goes on writing meanwhile; what an interrupted attempt left goes first.
DROP INDEX CONCURRENTLY IF EXISTS test_result_test_execution_id_id_ix;
CREATE INDEX CONCURRENTLY test_result_test_execution_id_id_ix ON test_result (test_execution_id, id);
