\set event random(1, 32)
BEGIN;
SELECT owner_id, status, cfp_opens_at, cfp_closes_at FROM events WHERE id = bench_id(1, :event) FOR SHARE;
INSERT INTO sessions (id, event_id, title, abstract, description, type, languages, duration_minutes, tags, status, submitter_id)
    VALUES (gen_random_uuid(), bench_id(1, :event), 'A talk that was proposed', 'What it is about, in two sentences.', '', 'talk', '{en}', 30, '{bench}', 'draft', bench_id(9, 1));
INSERT INTO session_history (session_id, actor_id, action, to_status) VALUES (bench_id(3, :event), bench_id(9, 1), 'create', 'draft');
INSERT INTO outbox (message_id, type, subject, sequence, payload) VALUES (gen_random_uuid(), 'session.created.v1', gen_random_uuid(), 1, '{"title": "A talk that was proposed"}');
COMMIT;
