\set session random(1, 320)
BEGIN;
SELECT * FROM sessions s JOIN events e ON e.id = s.event_id WHERE s.id = bench_id(3, :session) FOR UPDATE OF s;
UPDATE sessions SET title = 'A title that was changed', version = version + 1, updated_at = now() WHERE id = bench_id(3, :session);
INSERT INTO outbox (message_id, type, subject, sequence, payload) VALUES (gen_random_uuid(), 'session.updated.v1', bench_id(3, :session), 1, '{"title": "A title that was changed"}');
COMMIT;
