-- The queue in its order, to the last tie: requests of one bulk call share priority and time, so that an index on these two
-- leaves tens of thousands to be sorted for each page. Forward in every column, so that a page begins where the last one
-- ended; bigint, because not every integer has a negative.
DROP INDEX CONCURRENTLY IF EXISTS test_execution_rerun_request_queue_ix;
CREATE INDEX CONCURRENTLY test_execution_rerun_request_queue_ix
  ON test_execution_rerun_request ((-CAST(priority AS bigint)), created_at, id);

-- The newest execution of each group in one descent, and whether an execution is the latest: a build may have thousands.
-- Leaves out nothing that test_execution_artefact_build_id_ix has; that one can go with the next version.
DROP INDEX CONCURRENTLY IF EXISTS test_execution_group_ix;
CREATE INDEX CONCURRENTLY test_execution_group_ix
  ON test_execution (artefact_build_id, environment_id, test_plan_id, created_at, id);
