\set slot random(1, 320)
\set minutes random(0, 1400)
BEGIN;
SELECT e.id FROM events e JOIN slots s ON s.event_id = e.id WHERE s.id = bench_id(4, :slot) FOR NO KEY UPDATE OF e;
SELECT status FROM sessions WHERE id = bench_id(3, :slot) FOR NO KEY UPDATE;
UPDATE slots SET starts_at = '2032-01-01'::timestamptz + :slot * interval '1 day' + :minutes * interval '1 minute', ends_at = '2032-01-01'::timestamptz + :slot * interval '1 day' + (:minutes + 5) * interval '1 minute', version = version + 1, updated_at = now() WHERE id = bench_id(4, :slot);
INSERT INTO outbox (message_id, type, subject, sequence, payload) VALUES (gen_random_uuid(), 'slot.moved.v1', bench_id(4, :slot), 1, '{"roomId": "of the slot", "startsAt": "2032-01-01T00:00:00.000Z"}');
COMMIT;
