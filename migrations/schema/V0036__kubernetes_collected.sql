-- What ended in a cluster and was recorded, so that it is recorded once. Written in the transaction of the execution. Rows stay
-- when the object or the ResultSource is gone: a cluster that shows an old Job again, or a new ResultSource, records nothing twice.
CREATE TABLE kubernetes_collected (
  id bigint GENERATED ALWAYS AS IDENTITY,
  cluster_uid text NOT NULL,
  -- Of the Job or Pod
  object_uid text NOT NULL,
  container text NOT NULL,
  -- The ResultSource that came first; its counts are counts of these rows
  namespace text NOT NULL,
  source text NOT NULL,
  -- RECORDED; BROKEN: recorded, with what was wrong; UNMAPPED: not recorded, nobody can tell what was tested
  state text NOT NULL,
  error text,
  -- Of UNMAPPED: what was mapped, so that it is tried again when that changes
  fingerprint text,
  test_execution_id integer,
  created_at timestamp NOT NULL DEFAULT now(),
  updated_at timestamp NOT NULL DEFAULT now(),
  CONSTRAINT kubernetes_collected_pkey PRIMARY KEY (id),
  CONSTRAINT kubernetes_collected_once UNIQUE (cluster_uid, object_uid, container),
  CONSTRAINT kubernetes_collected_state CHECK (state IN ('RECORDED', 'BROKEN', 'UNMAPPED')),
  CONSTRAINT kubernetes_collected_error CHECK ((state = 'RECORDED') = (error IS NULL)),
  CONSTRAINT kubernetes_collected_fingerprint CHECK ((state = 'UNMAPPED') = (fingerprint IS NOT NULL)),
  -- An execution that is deleted is not recorded again
  CONSTRAINT kubernetes_collected_execution FOREIGN KEY (test_execution_id) REFERENCES test_execution ON DELETE SET NULL
);
CREATE INDEX kubernetes_collected_source_ix ON kubernetes_collected (cluster_uid, namespace, source, state);
CREATE INDEX kubernetes_collected_failed_ix ON kubernetes_collected (cluster_uid, namespace, source, updated_at, id)
  WHERE state <> 'RECORDED';
CREATE INDEX kubernetes_collected_execution_ix ON kubernetes_collected (test_execution_id) WHERE test_execution_id IS NOT NULL;
