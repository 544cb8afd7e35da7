-- Each is the beginning of a wider index: (test_case_id, …) of V0017, (test_execution_id, id) of V0007.
DROP INDEX CONCURRENTLY IF EXISTS test_result_test_case_id_ix;
DROP INDEX CONCURRENTLY IF EXISTS test_result_test_execution_id_ix;
