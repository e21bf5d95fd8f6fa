\set ticket random(1, 20000)
BEGIN;
SELECT status, owner_id FROM events WHERE id = bench_id(1, (:ticket - 1) % 32 + 1) FOR SHARE;
SELECT id, status FROM registrations WHERE event_id = bench_id(1, (:ticket - 1) % 32 + 1) AND ticket_code = 'bench-' || :ticket FOR UPDATE;
UPDATE registrations SET version = version + 1, updated_at = now() WHERE id = bench_id(5, :ticket);
INSERT INTO check_ins (id, event_id, registration_id, checked_in_at) VALUES (gen_random_uuid(), bench_id(1, (:ticket - 1) % 32 + 1), bench_id(5, :ticket), now()) ON CONFLICT (registration_id) WHERE undone_at IS NULL DO NOTHING;
INSERT INTO outbox (message_id, type, subject, sequence, payload) VALUES (gen_random_uuid(), 'registration.checked-in.v1', bench_id(5, :ticket), 1, '{"status": "confirmed"}');
COMMIT;
