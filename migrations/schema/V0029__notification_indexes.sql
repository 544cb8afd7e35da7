-- A page of somebody's notifications in its order, and how many of them are unread, which front ends ask all the time.
DROP INDEX CONCURRENTLY IF EXISTS notification_page_ix;
CREATE INDEX CONCURRENTLY notification_page_ix ON notification (user_id, created_at, id);
DROP INDEX CONCURRENTLY IF EXISTS notification_unread_ix;
CREATE INDEX CONCURRENTLY notification_unread_ix
  ON notification (user_id, created_at, id) WHERE (dismissed_at IS NULL);
