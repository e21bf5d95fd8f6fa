\set event random(1, 32)
BEGIN;
SELECT status, ends_at, owner_id FROM events WHERE id = bench_id(1, :event) FOR SHARE;
SELECT id FROM registrations WHERE event_id = bench_id(1, :event) AND user_id = gen_random_uuid() AND status <> 'cancelled';
UPDATE event_seats SET taken = taken + 1 WHERE event_id = bench_id(1, :event) AND taken < coalesce(capacity, 2147483647);
INSERT INTO registrations (id, event_id, user_id, status, ticket_code, confirmed_at) VALUES (gen_random_uuid(), bench_id(1, :event), gen_random_uuid(), 'confirmed', gen_random_uuid(), now());
INSERT INTO outbox (message_id, type, subject, sequence, payload) VALUES (gen_random_uuid(), 'registration.confirmed.v1', gen_random_uuid(), 1, '{"status": "confirmed"}');
COMMIT;
