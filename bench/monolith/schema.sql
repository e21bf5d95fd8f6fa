-- The tables of the four services in one database, with the same rules and indexes, and foreign keys where the services have
-- replicas. Search functions come from the services' own migration, which the benchmark applies first.
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE users (
    id UUID PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL, status TEXT NOT NULL,
    email_verified BOOLEAN NOT NULL, version INTEGER NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE token_families (
    id UUID PRIMARY KEY, user_id UUID NOT NULL REFERENCES users ON DELETE CASCADE, agent TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(), last_used_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    ends_at TIMESTAMPTZ NOT NULL, revoked_at TIMESTAMPTZ
);
CREATE TABLE refresh_tokens (
    hash TEXT PRIMARY KEY, family_id UUID NOT NULL REFERENCES token_families ON DELETE CASCADE,
    expires_at TIMESTAMPTZ NOT NULL, used_at TIMESTAMPTZ
);
CREATE INDEX ON refresh_tokens (family_id);
CREATE INDEX ON refresh_tokens (expires_at);

CREATE FUNCTION event_document(title TEXT, tags TEXT[], venue TEXT, city TEXT, country TEXT, description TEXT)
    RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN setweight(public.to_search_vector(title), 'A')
        || setweight(public.to_search_vector(array_to_string(tags, ' ')), 'B')
        || setweight(public.to_search_vector(concat_ws(' ', venue, city, country)), 'B')
        || setweight(public.to_search_vector(description), 'D');
END $$;
CREATE TABLE events (
    id UUID PRIMARY KEY, slug TEXT NOT NULL UNIQUE, title TEXT NOT NULL, description TEXT NOT NULL,
    starts_at TIMESTAMPTZ(3) NOT NULL, ends_at TIMESTAMPTZ(3) NOT NULL, timezone TEXT NOT NULL,
    venue_name TEXT, venue_address TEXT, venue_city TEXT, venue_country TEXT, online_url TEXT, tags TEXT[] NOT NULL,
    logo_url TEXT, color TEXT, day_starts_at TEXT NOT NULL DEFAULT '04:00', retention_days INTEGER NOT NULL DEFAULT 180,
    has_registration BOOLEAN NOT NULL DEFAULT true, registration_opens_at TIMESTAMPTZ(3), registration_closes_at TIMESTAMPTZ(3),
    registration_paused BOOLEAN NOT NULL DEFAULT false, schedule_visible TEXT NOT NULL DEFAULT 'always', listed BOOLEAN NOT NULL DEFAULT true,
    cfp_opens_at TIMESTAMPTZ(3), cfp_closes_at TIMESTAMPTZ(3), status TEXT NOT NULL, cancel_reason TEXT,
    owner_id UUID NOT NULL, version INTEGER NOT NULL, created_at TIMESTAMPTZ(3) NOT NULL, updated_at TIMESTAMPTZ(3) NOT NULL,
    document TSVECTOR GENERATED ALWAYS AS
        (event_document(title, tags, venue_name, venue_city, venue_country, description)) STORED,
    CHECK (ends_at > starts_at)
);
CREATE INDEX ON events (starts_at, id);
CREATE INDEX ON events (created_at, id);
CREATE INDEX ON events (owner_id);
CREATE INDEX ON events USING gin (document);
CREATE TABLE event_members (
    event_id UUID NOT NULL REFERENCES events ON DELETE CASCADE, user_id UUID NOT NULL, role TEXT NOT NULL,
    PRIMARY KEY (event_id, user_id)
);
CREATE TABLE event_seats (
    event_id UUID PRIMARY KEY REFERENCES events ON DELETE CASCADE, capacity INTEGER CHECK (capacity > 0),
    taken INTEGER NOT NULL DEFAULT 0, waitlisted INTEGER NOT NULL DEFAULT 0, last_waitlist_order INTEGER NOT NULL DEFAULT 0,
    CHECK (taken BETWEEN 0 AND COALESCE(capacity, 2147483647))
);
CREATE TABLE registrations (
    id UUID PRIMARY KEY, event_id UUID NOT NULL REFERENCES events ON DELETE CASCADE, user_id UUID, status TEXT NOT NULL,
    waitlist_order INTEGER, ticket_code TEXT UNIQUE, confirmed_at TIMESTAMPTZ(3), cancelled_at TIMESTAMPTZ(3),
    version INTEGER NOT NULL DEFAULT 1, created_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(), updated_at TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX registrations_one_active ON registrations (event_id, user_id) WHERE status <> 'cancelled';
CREATE UNIQUE INDEX ON registrations (event_id, waitlist_order) WHERE status = 'waitlisted';
CREATE INDEX ON registrations (event_id, created_at, id);
CREATE INDEX ON registrations (user_id, created_at, id);
CREATE TABLE check_ins (
    id UUID PRIMARY KEY, event_id UUID NOT NULL, registration_id UUID NOT NULL REFERENCES registrations ON DELETE CASCADE,
    checked_in_at TIMESTAMPTZ(3) NOT NULL, checked_in_by UUID, undone_at TIMESTAMPTZ(3)
);
CREATE UNIQUE INDEX check_ins_one_active ON check_ins (registration_id) WHERE undone_at IS NULL;

CREATE FUNCTION speaker_document(name TEXT, tagline TEXT, company TEXT, job_title TEXT, location TEXT, topics TEXT[], bio TEXT)
    RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN setweight(public.to_search_vector(name), 'A')
        || setweight(public.to_search_vector(tagline || ' ' || array_to_string(topics, ' ')), 'B')
        || setweight(public.to_search_vector(company || ' ' || job_title || ' ' || location), 'C')
        || setweight(public.to_search_vector(bio), 'D');
END $$;
CREATE TABLE speakers (
    id UUID PRIMARY KEY, name TEXT NOT NULL, tagline TEXT NOT NULL, bio TEXT NOT NULL, company TEXT NOT NULL,
    job_title TEXT NOT NULL, location TEXT NOT NULL, photo_url TEXT, links JSONB NOT NULL, topics TEXT[] NOT NULL,
    languages TEXT[] NOT NULL, email TEXT, user_id UUID UNIQUE, created_by UUID NOT NULL, version INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
    document TSVECTOR GENERATED ALWAYS AS (speaker_document(name, tagline, company, job_title, location, topics, bio)) STORED
);
CREATE INDEX ON speakers (created_by, id);
CREATE INDEX ON speakers USING gin (document);

CREATE TABLE rooms (
    id UUID PRIMARY KEY, event_id UUID NOT NULL REFERENCES events, name TEXT NOT NULL, description TEXT NOT NULL DEFAULT '', capacity INTEGER,
    parallel BOOLEAN NOT NULL, position INTEGER NOT NULL, UNIQUE (id, event_id, parallel)
);
CREATE INDEX ON rooms (event_id, position, id);
CREATE TABLE tracks (
    id UUID PRIMARY KEY, event_id UUID NOT NULL REFERENCES events, name TEXT NOT NULL, color TEXT NOT NULL,
    position INTEGER NOT NULL, UNIQUE (id, event_id)
);
CREATE INDEX ON tracks (event_id, position, id);
CREATE FUNCTION session_search_vector(title TEXT, abstract TEXT, description TEXT) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN setweight(public.to_search_vector(title), 'A') || setweight(public.to_search_vector(abstract), 'B')
        || setweight(public.to_search_vector(description), 'C');
END $$;
CREATE TABLE sessions (
    id UUID PRIMARY KEY, event_id UUID NOT NULL REFERENCES events, title TEXT NOT NULL, abstract TEXT NOT NULL,
    description TEXT NOT NULL, type TEXT NOT NULL, level TEXT, languages TEXT[] NOT NULL,
    duration_minutes INTEGER NOT NULL CHECK (duration_minutes > 0), expected_audience INTEGER, track_id UUID,
    tags TEXT[] NOT NULL, subtitle TEXT NOT NULL DEFAULT '', type_name TEXT, links JSONB NOT NULL DEFAULT '[]', attachments JSONB NOT NULL DEFAULT '[]',
    do_not_record BOOLEAN NOT NULL DEFAULT false, license TEXT, logo_url TEXT, source_url TEXT, external_id TEXT,
    status TEXT NOT NULL, submitter_id UUID NOT NULL, version INTEGER NOT NULL DEFAULT 1,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(), updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    search_vector TSVECTOR GENERATED ALWAYS AS (session_search_vector(title, subtitle || ' ' || abstract, description)) STORED,
    FOREIGN KEY (track_id, event_id) REFERENCES tracks (id, event_id), UNIQUE (id, event_id, status)
);
CREATE INDEX ON sessions (event_id, id);
CREATE UNIQUE INDEX ON sessions (event_id, external_id);
CREATE INDEX ON sessions (submitter_id);
CREATE INDEX ON sessions (track_id);
CREATE INDEX ON sessions USING gin (search_vector);
CREATE TABLE session_speakers (
    session_id UUID NOT NULL REFERENCES sessions ON DELETE CASCADE, speaker_id UUID NOT NULL REFERENCES speakers,
    role TEXT NOT NULL DEFAULT 'speaker', position INTEGER NOT NULL DEFAULT 0, binding BOOLEAN NOT NULL DEFAULT true, PRIMARY KEY (session_id, speaker_id)
);
CREATE INDEX ON session_speakers (speaker_id);
CREATE TABLE session_history (
    id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, session_id UUID NOT NULL REFERENCES sessions ON DELETE CASCADE,
    at TIMESTAMPTZ NOT NULL DEFAULT now(), actor_id UUID NOT NULL, action TEXT NOT NULL, from_status TEXT, to_status TEXT NOT NULL
);
CREATE INDEX ON session_history (session_id, id);
CREATE TABLE slots (
    id UUID PRIMARY KEY, number INTEGER GENERATED BY DEFAULT AS IDENTITY UNIQUE, event_id UUID NOT NULL,
    session_id UUID NOT NULL, session_status TEXT NOT NULL CHECK (session_status IN ('accepted', 'confirmed')),
    room_id UUID NOT NULL, parallel BOOLEAN NOT NULL, starts_at TIMESTAMPTZ(3) NOT NULL, ends_at TIMESTAMPTZ(3) NOT NULL,
    version INTEGER NOT NULL DEFAULT 1, created_at TIMESTAMPTZ NOT NULL DEFAULT now(), updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CHECK (ends_at > starts_at),
    FOREIGN KEY (session_id, event_id, session_status) REFERENCES sessions (id, event_id, status) ON UPDATE CASCADE,
    FOREIGN KEY (room_id, event_id, parallel) REFERENCES rooms (id, event_id, parallel) ON UPDATE CASCADE,
    CONSTRAINT slots_room_no_overlap EXCLUDE USING gist (room_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&)
        WHERE (NOT parallel) DEFERRABLE INITIALLY IMMEDIATE
);
CREATE INDEX ON slots (event_id, starts_at, number);
CREATE INDEX ON slots (session_id);
CREATE INDEX ON slots (room_id);
CREATE TABLE slot_speakers (
    slot_id UUID NOT NULL REFERENCES slots ON DELETE CASCADE, session_id UUID NOT NULL, speaker_id UUID NOT NULL,
    starts_at TIMESTAMPTZ(3) NOT NULL, ends_at TIMESTAMPTZ(3) NOT NULL, binding BOOLEAN NOT NULL DEFAULT true, PRIMARY KEY (slot_id, speaker_id),
    FOREIGN KEY (session_id, speaker_id) REFERENCES session_speakers ON DELETE CASCADE,
    CONSTRAINT slot_speakers_no_overlap EXCLUDE USING gist (speaker_id WITH =, session_id WITH <>, tstzrange(starts_at, ends_at, '[)') WITH &&)
        WHERE (binding) DEFERRABLE INITIALLY IMMEDIATE
);
CREATE INDEX ON slot_speakers (session_id, speaker_id);
