-- What came with sign-on, keyless CI and notifications is in the audit log, too
CALL audit_rows('application_trust', 'application_trust', id_column => 'application_id');
