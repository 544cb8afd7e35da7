-- Trusts in service accounts of the cluster that Assay runs in, beside those in issuers' tokens: names, exact or with * for any
-- number of characters. Such a row has no issuer, so that a version that does not know them takes no token for it
ALTER TABLE application_trust
  ADD COLUMN namespace varchar(63),
  ADD COLUMN service_account varchar(253);
ALTER TABLE application_trust
  ADD CONSTRAINT application_trust_kind CHECK (
    CASE WHEN issuer = ''
      THEN namespace IS NOT NULL AND service_account IS NOT NULL AND audience = '' AND conditions = '{}'
      ELSE namespace IS NULL AND service_account IS NULL
    END),
  -- Without a condition a trust in an issuer would accept everybody on a public CI
  DROP CONSTRAINT application_trust_conditions_check,
  ADD CONSTRAINT application_trust_conditions_check CHECK (
    jsonb_typeof(conditions) = 'object' AND (issuer = '' OR conditions <> '{}'));

-- The setting that made an application and says what it may do; null: people did
ALTER TABLE application ADD COLUMN declared_by text;
