-- Members and rules of a team are read by the team; the primary keys begin with the other side

CREATE INDEX team_users_association_team_id_ix ON team_users_association (team_id);
CREATE INDEX artefact_matching_rule_team_association_team_id_ix ON artefact_matching_rule_team_association (team_id);
