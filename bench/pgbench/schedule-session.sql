\set session random(1, 320)
BEGIN;
SELECT starts_at, ends_at, status FROM events WHERE id = (SELECT event_id FROM sessions WHERE id = bench_id(3, :session)) FOR NO KEY UPDATE;
SELECT status, duration_minutes FROM sessions WHERE id = bench_id(3, :session) FOR NO KEY UPDATE;
WITH place AS (SELECT '2040-01-01'::timestamptz + nextval('bench_place') * interval '5 minutes' AS at) INSERT INTO slots (id, event_id, session_id, session_status, room_id, parallel, starts_at, ends_at) SELECT gen_random_uuid(), s.event_id, s.id, s.status, bench_id(2, (:session - 1) % 32 + 1), false, at, at + interval '5 minutes' FROM sessions s, place WHERE s.id = bench_id(3, :session);
INSERT INTO outbox (message_id, type, subject, sequence, payload) VALUES (gen_random_uuid(), 'slot.booked.v1', gen_random_uuid(), 1, '{"roomId": "of the slot", "startsAt": "2040-01-01T00:00:00.000Z"}');
COMMIT;
