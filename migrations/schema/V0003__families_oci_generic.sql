-- Alone in its migration: PostgreSQL forbids using a label in the transaction that adds it.
ALTER TYPE familyname ADD VALUE IF NOT EXISTS 'oci';
ALTER TYPE familyname ADD VALUE IF NOT EXISTS 'generic';
