-- Memberships that came from a provider of sign-on, which it may take back. One without a row here was made by hand
CREATE TABLE team_membership_origin (
  user_id integer NOT NULL,
  team_id integer NOT NULL,
  origin varchar(20) NOT NULL,
  CONSTRAINT team_membership_origin_pkey PRIMARY KEY (user_id, team_id),
  CONSTRAINT team_membership_origin_origin_check CHECK (origin IN ('oidc')),
  CONSTRAINT team_membership_origin_membership_fkey FOREIGN KEY (user_id, team_id)
    REFERENCES team_users_association (user_id, team_id) ON DELETE CASCADE
);
-- What a browser brought back from the provider once, it does not bring again
CREATE TABLE oidc_used_state (
  state_sha256 bytea NOT NULL,
  expires_at timestamp NOT NULL,
  CONSTRAINT oidc_used_state_pkey PRIMARY KEY (state_sha256)
);
