-- Permissions of ours that Test Observer does not know (view_audit) move to tables of ours: a program that maps its schema fails on
-- a row whose permissions hold a label that its enumeration lacks. The label stays in the type, which cannot lose it.
CREATE TABLE application_permission (
  application_id integer NOT NULL,
  permission text NOT NULL,
  CONSTRAINT application_permission_pkey PRIMARY KEY (application_id, permission),
  CONSTRAINT application_permission_application_id_fkey FOREIGN KEY (application_id) REFERENCES application (id) ON DELETE CASCADE
);
CREATE TABLE team_permission (
  team_id integer NOT NULL,
  permission text NOT NULL,
  CONSTRAINT team_permission_pkey PRIMARY KEY (team_id, permission),
  CONSTRAINT team_permission_team_id_fkey FOREIGN KEY (team_id) REFERENCES team (id) ON DELETE CASCADE
);
CALL audit_rows('application_permission', 'application_permission', id_column => 'application_id');
CALL audit_rows('team_permission', 'team_permission', id_column => 'team_id');

-- The version before writes the label where we no longer do; it goes the same way
CREATE FUNCTION move_own_permissions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('INSERT INTO %1$I_permission (%1$I_id, permission) VALUES ($1, ''view_audit'') ON CONFLICT DO NOTHING', TG_TABLE_NAME)
    USING NEW.id;
  EXECUTE format('UPDATE %I SET permissions = array_remove(permissions, ''view_audit'') WHERE id = $1', TG_TABLE_NAME)
    USING NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER move_own_permissions AFTER INSERT OR UPDATE OF permissions ON application
  FOR EACH ROW WHEN ('view_audit' = ANY (NEW.permissions)) EXECUTE FUNCTION move_own_permissions();
CREATE TRIGGER move_own_permissions AFTER INSERT OR UPDATE OF permissions ON team
  FOR EACH ROW WHEN ('view_audit' = ANY (NEW.permissions)) EXECUTE FUNCTION move_own_permissions();

-- What a matching rule grants counts for artefacts only (AUTH-17): there the label says nothing
CREATE FUNCTION drop_own_permissions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.grant_permissions := array_remove(NEW.grant_permissions, 'view_audit');
  RETURN NEW;
END
$$;
CREATE TRIGGER drop_own_permissions BEFORE INSERT OR UPDATE OF grant_permissions ON artefact_matching_rule
  FOR EACH ROW WHEN ('view_audit' = ANY (NEW.grant_permissions)) EXECUTE FUNCTION drop_own_permissions();

-- The triggers move what rows have now
UPDATE application SET permissions = permissions WHERE 'view_audit' = ANY (permissions);
UPDATE team SET permissions = permissions WHERE 'view_audit' = ANY (permissions);
UPDATE artefact_matching_rule SET grant_permissions = grant_permissions WHERE 'view_audit' = ANY (grant_permissions);
