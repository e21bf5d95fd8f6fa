-- Rows for the scripts beside this file, whose ids are numbers: in the monolith's tables, with the outbox of the services.
CREATE TABLE IF NOT EXISTS outbox (
    id BIGSERIAL PRIMARY KEY, message_id UUID NOT NULL UNIQUE, type TEXT NOT NULL, subject TEXT NOT NULL,
    sequence INTEGER NOT NULL, payload JSONB NOT NULL, context JSONB NOT NULL DEFAULT '{}',
    occurred_at TIMESTAMPTZ NOT NULL DEFAULT now(), published_at TIMESTAMPTZ, retry_at TIMESTAMPTZ
);
CREATE INDEX IF NOT EXISTS outbox_unpublished ON outbox (id) WHERE published_at IS NULL;
CREATE INDEX IF NOT EXISTS outbox_unpublished_subject ON outbox (subject, id) WHERE published_at IS NULL;
CREATE SEQUENCE IF NOT EXISTS bench_place;

CREATE OR REPLACE FUNCTION bench_id(kind INTEGER, number BIGINT) RETURNS UUID LANGUAGE sql IMMUTABLE
    RETURN (lpad(kind::text, 8, '0') || '-0000-4000-8000-' || lpad(number::text, 12, '0'))::uuid;

DELETE FROM slots WHERE event_id IN (SELECT bench_id(1, n) FROM generate_series(1, 32) n);
DELETE FROM sessions WHERE event_id IN (SELECT bench_id(1, n) FROM generate_series(1, 32) n);
DELETE FROM rooms WHERE event_id IN (SELECT bench_id(1, n) FROM generate_series(1, 32) n);
DELETE FROM events WHERE id IN (SELECT bench_id(1, n) FROM generate_series(1, 32) n);
DELETE FROM users WHERE id = bench_id(9, 1);

INSERT INTO events (id, slug, title, description, starts_at, ends_at, timezone, tags, status, owner_id, version, created_at, updated_at)
    SELECT bench_id(1, n), 'bench-statements-' || n, 'Statements', '', '2032-01-01', '2132-01-01', 'UTC', '{}', 'published',
        bench_id(9, 1), 1, now(), now() FROM generate_series(1, 32) n;
INSERT INTO event_seats (event_id) SELECT bench_id(1, n) FROM generate_series(1, 32) n;
INSERT INTO rooms (id, event_id, name, parallel, position)
    SELECT bench_id(2, n), bench_id(1, (n - 1) % 32 + 1), 'Room ' || n, false, 0 FROM generate_series(1, 128) n;
INSERT INTO sessions (id, event_id, title, abstract, description, type, languages, duration_minutes, tags, status, submitter_id)
    SELECT bench_id(3, n), bench_id(1, (n - 1) % 32 + 1), 'Session', '', '', 'talk', '{en}', 45, '{}', 'accepted', bench_id(9, 1)
    FROM generate_series(1, 320) n;
-- A slot a session, each on days of its own.
INSERT INTO slots (id, event_id, session_id, session_status, room_id, parallel, starts_at, ends_at)
    SELECT bench_id(4, n), s.event_id, s.id, s.status, bench_id(2, (n - 1) % 32 + 1), false,
        '2032-01-01'::timestamptz + n * interval '1 day', '2032-01-01'::timestamptz + n * interval '1 day' + interval '5 minutes'
    FROM generate_series(1, 320) n JOIN sessions s ON s.id = bench_id(3, n);
INSERT INTO registrations (id, event_id, user_id, status, ticket_code, confirmed_at)
    SELECT bench_id(5, n), bench_id(1, (n - 1) % 32 + 1), bench_id(8, n), 'confirmed', 'bench-' || n, now()
    FROM generate_series(1, 20000) n;
INSERT INTO users (id, email, name, role, status, email_verified, version, created_at, updated_at)
    VALUES (bench_id(9, 1), 'bench-statements@example.org', 'Bench', 'member', 'active', true, 1, now(), now());
INSERT INTO token_families (id, user_id, agent, ends_at)
    SELECT bench_id(6, n), bench_id(9, 1), 'statements', now() + interval '90 days' FROM generate_series(1, 20000) n;
INSERT INTO refresh_tokens (hash, family_id, expires_at)
    SELECT 'bench-' || n, bench_id(6, n), now() + interval '30 days' FROM generate_series(1, 20000) n;
