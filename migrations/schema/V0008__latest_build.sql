-- The latest build of each architecture of an artefact: highest revision, none counting as 0, of equals the first.
-- In the order of "position", the first build of the architecture. A condition on artefact_id reaches the table's index.

CREATE VIEW latest_build AS
SELECT DISTINCT ON (artefact_id, architecture)
  id,
  artefact_id,
  architecture,
  revision,
  min(id) OVER (PARTITION BY artefact_id, architecture) AS position
FROM artefact_build
ORDER BY artefact_id, architecture, coalesce(revision, 0) DESC, id;
