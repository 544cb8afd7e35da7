-- Which matching rules fit which artefact, and how specific each is: empty text in a rule fits anything.

CREATE VIEW matching_rule_of_artefact AS
SELECT
  a.id AS artefact_id,
  r.id AS rule_id,
  (r.stage <> '')::int + (r.track <> '')::int + (r.branch <> '')::int + (r.name <> '')::int + (r.store <> '')::int
    + (r.series <> '')::int + (r.os <> '')::int + (r.release <> '')::int + (r.owner <> '')::int AS specificity
FROM artefact a
JOIN artefact_matching_rule r
  ON r.family = a.family
  AND r.stage IN ('', a.stage)
  AND r.track IN ('', a.track)
  AND r.branch IN ('', a.branch)
  AND r.name IN ('', a.name)
  AND r.store IN ('', a.store)
  AND r.series IN ('', a.series)
  AND r.os IN ('', a.os)
  AND r.release IN ('', a.release)
  AND r.owner IN ('', a.owner);
