-- How long a case ran, in microseconds; null when its report does not say. Writers that know only the original
-- columns leave it null.
ALTER TABLE test_result ADD COLUMN duration_us bigint;
