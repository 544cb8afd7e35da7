-- A part by its execution and key, and all uploads of an execution
DROP INDEX CONCURRENTLY IF EXISTS upload_part_ix;
CREATE UNIQUE INDEX CONCURRENTLY upload_part_ix ON upload (test_execution_id, part_key);

-- Covered by the one above
DROP INDEX CONCURRENTLY IF EXISTS upload_test_execution_id_ix;

-- Executions that nobody completes: few are in progress at any time
DROP INDEX CONCURRENTLY IF EXISTS test_execution_in_progress_ix;
CREATE INDEX CONCURRENTLY test_execution_in_progress_ix ON test_execution (id) WHERE status = 'IN_PROGRESS';
