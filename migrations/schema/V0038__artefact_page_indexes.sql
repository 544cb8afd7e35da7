-- A page of artefacts by id, newest first: of a family, at a stage, of a status. A name has few artefacts, and an index of its own.
DROP INDEX CONCURRENTLY IF EXISTS artefact_family_id_ix;
CREATE INDEX CONCURRENTLY artefact_family_id_ix ON artefact (family, id);

DROP INDEX CONCURRENTLY IF EXISTS artefact_stage_id_ix;
CREATE INDEX CONCURRENTLY artefact_stage_id_ix ON artefact (stage, id);

DROP INDEX CONCURRENTLY IF EXISTS artefact_status_id_ix;
CREATE INDEX CONCURRENTLY artefact_status_id_ix ON artefact (status, id);
