-- A page of an execution's results, and its newest, in one descent: the index on test_execution_id alone makes the planner
-- choose between sorting all of an execution for each page and walking the primary key past everybody else's results.
CREATE INDEX test_result_test_execution_id_id_ix ON test_result (test_execution_id, id);
