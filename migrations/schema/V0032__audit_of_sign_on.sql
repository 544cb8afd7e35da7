-- What came with sign-on, keyless CI and notifications is in the audit log, too
CALL audit_rows('application_trust', 'application_trust', id_column => 'application_id');
CALL audit_rows('notification_channel', 'notification_channel', secrets => 'sealed_url,sealed_secret');
