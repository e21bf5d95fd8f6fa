CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS unaccent;

CREATE TYPE "EventStatus" AS ENUM ('draft', 'published', 'cancelled', 'completed');
CREATE TYPE "SessionStatus" AS ENUM ('draft', 'submitted', 'accepted', 'waitlisted', 'rejected', 'confirmed', 'withdrawn', 'cancelled');
CREATE TYPE "SessionType" AS ENUM ('talk', 'workshop', 'panel', 'keynote', 'lightning', 'break', 'other');
CREATE TYPE "SessionLevel" AS ENUM ('beginner', 'intermediate', 'advanced');
CREATE TYPE "SpeakerRole" AS ENUM ('speaker', 'moderator', 'panelist', 'host');

-- Replicas of what other services own, kept by their messages. A deleted one stays as a tombstone, so that a late message
-- does not revive it.

CREATE TABLE "event_replicas" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "deleted" BOOLEAN NOT NULL DEFAULT false,
    "slug" TEXT NOT NULL,
    "status" "EventStatus" NOT NULL,
    "owner_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "timezone" TEXT NOT NULL,
    "cfp_opens_at" TIMESTAMPTZ(3),
    "cfp_closes_at" TIMESTAMPTZ(3),
    -- When the newest message was sent.
    "changed_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    -- The members by role, beside the owner.
    "organizer_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    "reviewer_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    "steward_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    "members_version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "event_replicas_pkey" PRIMARY KEY ("id")
);

-- Every slug that an event has or had: event-service gives none to another event as long as its event is there.
CREATE TABLE "event_slug_replicas" (
    "slug" TEXT NOT NULL,
    "event_id" UUID NOT NULL,
    -- When the newest message of that event with this slug was sent: of two events, the later one has the slug.
    "claimed_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "event_slug_replicas_pkey" PRIMARY KEY ("slug"),
    CONSTRAINT "event_slug_replicas_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event_replicas"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "event_slug_replicas_event_id_idx" ON "event_slug_replicas"("event_id");

CREATE TABLE "speaker_replicas" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "deleted" BOOLEAN NOT NULL DEFAULT false,
    "user_id" UUID,
    -- The profile into which this one was merged.
    "merged_into" UUID,

    CONSTRAINT "speaker_replicas_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "speaker_replicas_user_id_idx" ON "speaker_replicas"("user_id");

-- When a speaker is available for one event; an empty multirange says nothing.
CREATE TABLE "availability_replicas" (
    "speaker_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "intervals" TSTZMULTIRANGE NOT NULL,
    -- When the newest message was sent.
    "changed_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "availability_replicas_pkey" PRIMARY KEY ("event_id", "speaker_id")
);

CREATE TABLE "rooms" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "capacity" INTEGER,
    "parallel" BOOLEAN NOT NULL DEFAULT false,
    "position" INTEGER NOT NULL DEFAULT 0,
    -- When the room can be used; always where nothing is said. As a multirange, in which times that overlap or touch are one.
    "hours" TSTZMULTIRANGE,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rooms_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "rooms_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event_replicas"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "rooms_event_id_name_key" ON "rooms"("event_id", "name");
CREATE UNIQUE INDEX "rooms_id_event_id_parallel_key" ON "rooms"("id", "event_id", "parallel");
CREATE INDEX "rooms_event_id_position_id_idx" ON "rooms"("event_id", "position", "id");

CREATE TABLE "tracks" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "color" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tracks_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "tracks_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event_replicas"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "tracks_event_id_name_key" ON "tracks"("event_id", "name");
CREATE UNIQUE INDEX "tracks_id_event_id_key" ON "tracks"("id", "event_id");
CREATE INDEX "tracks_event_id_position_id_idx" ON "tracks"("event_id", "position", "id");

-- The words by which a session is found, accents folded. unaccent() alone is no function for a generated column, since its
-- dictionary could change; naming the dictionary says that it does not.
CREATE FUNCTION session_search_vector(title TEXT, abstract TEXT, description TEXT) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN setweight(to_tsvector('simple', public.unaccent('public.unaccent', title)), 'A')
        || setweight(to_tsvector('simple', public.unaccent('public.unaccent', abstract)), 'B')
        || setweight(to_tsvector('simple', public.unaccent('public.unaccent', description)), 'C');

CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "abstract" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "type" "SessionType" NOT NULL,
    "level" "SessionLevel",
    "language" TEXT NOT NULL,
    "duration_minutes" INTEGER NOT NULL,
    -- How many people the team expects; where nothing is said, no room is too small.
    "expected_audience" INTEGER,
    "track_id" UUID,
    "tags" TEXT[],
    "status" "SessionStatus" NOT NULL,
    "submitter_id" UUID NOT NULL,
    -- Stored: ranking the matches would otherwise read every text again.
    "search_vector" TSVECTOR GENERATED ALWAYS AS (session_search_vector("title", "abstract", "description")) STORED,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "sessions_duration_is_positive" CHECK ("duration_minutes" > 0),
    CONSTRAINT "sessions_audience_is_positive" CHECK ("expected_audience" > 0),
    CONSTRAINT "sessions_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event_replicas"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    -- A track of the same event.
    CONSTRAINT "sessions_track_fkey" FOREIGN KEY ("track_id", "event_id") REFERENCES "tracks"("id", "event_id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "sessions_id_event_id_status_key" ON "sessions"("id", "event_id", "status");
CREATE INDEX "sessions_event_id_id_idx" ON "sessions"("event_id", "id");
CREATE INDEX "sessions_submitter_id_idx" ON "sessions"("submitter_id");
CREATE INDEX "sessions_track_id_idx" ON "sessions"("track_id");
CREATE INDEX "sessions_search_vector_idx" ON "sessions" USING gin ("search_vector");

CREATE TABLE "session_speakers" (
    "session_id" UUID NOT NULL,
    "speaker_id" UUID NOT NULL,
    "role" "SpeakerRole" NOT NULL DEFAULT 'speaker',
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "session_speakers_pkey" PRIMARY KEY ("session_id", "speaker_id"),
    CONSTRAINT "session_speakers_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "session_speakers_speaker_id_fkey" FOREIGN KEY ("speaker_id") REFERENCES "speaker_replicas"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "session_speakers_speaker_id_idx" ON "session_speakers"("speaker_id");

CREATE TABLE "session_history" (
    "id" BIGSERIAL NOT NULL,
    "session_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_id" UUID NOT NULL,
    "action" TEXT NOT NULL,
    "from_status" "SessionStatus",
    "to_status" "SessionStatus" NOT NULL,
    "override" BOOLEAN NOT NULL DEFAULT false,
    "reason" TEXT,

    CONSTRAINT "session_history_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "session_history_override_has_reason" CHECK (NOT "override" OR "reason" IS NOT NULL),
    CONSTRAINT "session_history_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "session_history_session_id_id_idx" ON "session_history"("session_id", "id");

-- What a reviewer thinks of a session. It never reaches the session's own people.
CREATE TABLE "reviews" (
    "session_id" UUID NOT NULL,
    "reviewer_id" UUID NOT NULL,
    "score" INTEGER NOT NULL,
    "comment" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reviews_pkey" PRIMARY KEY ("session_id", "reviewer_id"),
    CONSTRAINT "reviews_score_is_1_to_5" CHECK ("score" BETWEEN 1 AND 5),
    CONSTRAINT "reviews_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "reviews_reviewer_id_idx" ON "reviews"("reviewer_id");

-- Nothing booked twice (docs/decisions/0006). A slot carries what its rules depend on, session_status and parallel, as part
-- of its foreign keys: a change there arrives here by cascade, is checked here, and is refused as a whole if it does not fit.
CREATE TABLE "slots" (
    "id" UUID NOT NULL,
    -- For formats that know slots by an integer. GENERATED ALWAYS: no statement can choose or change it.
    "number" INTEGER NOT NULL GENERATED ALWAYS AS IDENTITY,
    "event_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "session_status" "SessionStatus" NOT NULL,
    "room_id" UUID NOT NULL,
    "parallel" BOOLEAN NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    -- False once the event is cancelled: the slot stays visible, but its speakers may be elsewhere.
    "blocks_speakers" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "slots_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "slots_end_after_start" CHECK ("ends_at" > "starts_at"),
    CONSTRAINT "slots_session_is_accepted_or_confirmed" CHECK ("session_status" IN ('accepted', 'confirmed')),
    CONSTRAINT "slots_session_fkey" FOREIGN KEY ("session_id", "event_id", "session_status") REFERENCES "sessions"("id", "event_id", "status") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "slots_room_fkey" FOREIGN KEY ("room_id", "event_id", "parallel") REFERENCES "rooms"("id", "event_id", "parallel") ON DELETE RESTRICT ON UPDATE CASCADE,
    -- Deferrable, so that two slots can be swapped in one transaction.
    CONSTRAINT "slots_room_no_overlap" EXCLUDE USING gist (
        "room_id" WITH =, tstzrange("starts_at", "ends_at", '[)') WITH &&
    ) WHERE (NOT "parallel") DEFERRABLE INITIALLY IMMEDIATE
);
CREATE UNIQUE INDEX "slots_number_key" ON "slots"("number");
CREATE UNIQUE INDEX "slots_id_session_id_starts_at_ends_at_blocks_speakers_key" ON "slots"("id", "session_id", "starts_at", "ends_at", "blocks_speakers");
CREATE INDEX "slots_event_id_starts_at_number_idx" ON "slots"("event_id", "starts_at", "number");
CREATE INDEX "slots_session_id_idx" ON "slots"("session_id");
CREATE INDEX "slots_room_id_idx" ON "slots"("room_id");

-- Where each speaker is and when: slots × session_speakers, kept equal to it by the database alone. The foreign keys remove
-- and move rows with theirs; the triggers below insert them.
CREATE TABLE "slot_speakers" (
    "slot_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "speaker_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "blocks_speakers" BOOLEAN NOT NULL,

    CONSTRAINT "slot_speakers_pkey" PRIMARY KEY ("slot_id", "speaker_id"),
    CONSTRAINT "slot_speakers_slot_fkey" FOREIGN KEY ("slot_id", "session_id", "starts_at", "ends_at", "blocks_speakers") REFERENCES "slots"("id", "session_id", "starts_at", "ends_at", "blocks_speakers") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "slot_speakers_speaker_fkey" FOREIGN KEY ("session_id", "speaker_id") REFERENCES "session_speakers"("session_id", "speaker_id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "slot_speakers_no_overlap" EXCLUDE USING gist (
        "speaker_id" WITH =, tstzrange("starts_at", "ends_at", '[)') WITH &&
    ) WHERE ("blocks_speakers") DEFERRABLE INITIALLY IMMEDIATE
);
CREATE INDEX "slot_speakers_session_id_speaker_id_idx" ON "slot_speakers"("session_id", "speaker_id");

-- Both triggers lock the session first: of a new slot and a new speaker at the same moment, the later sees the earlier.
CREATE FUNCTION insert_speakers_of_slot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM sessions WHERE id = NEW.session_id FOR NO KEY UPDATE;
    INSERT INTO slot_speakers (slot_id, session_id, speaker_id, starts_at, ends_at, blocks_speakers)
        SELECT NEW.id, NEW.session_id, speaker_id, NEW.starts_at, NEW.ends_at, NEW.blocks_speakers
        FROM session_speakers WHERE session_id = NEW.session_id ORDER BY speaker_id;
    RETURN NULL;
END $$;
CREATE TRIGGER insert_speakers_of_slot AFTER INSERT ON "slots"
    FOR EACH ROW EXECUTE FUNCTION insert_speakers_of_slot();

CREATE FUNCTION insert_slots_of_speaker() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM sessions WHERE id = NEW.session_id FOR NO KEY UPDATE;
    INSERT INTO slot_speakers (slot_id, session_id, speaker_id, starts_at, ends_at, blocks_speakers)
        SELECT id, session_id, NEW.speaker_id, starts_at, ends_at, blocks_speakers
        FROM slots WHERE session_id = NEW.session_id ORDER BY id;
    RETURN NULL;
END $$;
CREATE TRIGGER insert_slots_of_speaker AFTER INSERT ON "session_speakers"
    FOR EACH ROW EXECUTE FUNCTION insert_slots_of_speaker();

-- A slot and a speaker never change their session, so the triggers above need no UPDATE.
CREATE FUNCTION refuse_change_of_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % cannot change its session', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER slots_refuse_change_of_session BEFORE UPDATE ON "slots"
    FOR EACH ROW WHEN (OLD.session_id <> NEW.session_id OR OLD.id <> NEW.id) EXECUTE FUNCTION refuse_change_of_session();
CREATE TRIGGER session_speakers_refuse_change_of_session BEFORE UPDATE ON "session_speakers"
    FOR EACH ROW WHEN (OLD.session_id <> NEW.session_id) EXECUTE FUNCTION refuse_change_of_session();

-- How serious each conflict is to an event's team; a rule that is not named has its default.
CREATE TABLE "conflict_settings" (
    "event_id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "severities" JSONB NOT NULL,
    "speaker_buffer_minutes" INTEGER NOT NULL,

    CONSTRAINT "conflict_settings_pkey" PRIMARY KEY ("event_id"),
    CONSTRAINT "conflict_settings_buffer_is_not_negative" CHECK ("speaker_buffer_minutes" >= 0),
    CONSTRAINT "conflict_settings_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event_replicas"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- Immutable named snapshots of what the public sees of an event: the whole schedule as JSON.
CREATE TABLE "schedule_versions" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "comment" TEXT NOT NULL,
    "released_by" UUID NOT NULL,
    "released_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "schedule" JSONB NOT NULL,

    CONSTRAINT "schedule_versions_pkey" PRIMARY KEY ("id"),
    -- These stand for the work in progress and the newest version.
    CONSTRAINT "schedule_versions_name_is_not_reserved" CHECK (lower("name") NOT IN ('wip', 'latest')),
    CONSTRAINT "schedule_versions_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event_replicas"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "schedule_versions_event_id_name_key" ON "schedule_versions"("event_id", lower("name"));
CREATE INDEX "schedule_versions_event_id_id_idx" ON "schedule_versions"("event_id", "id");

-- A version is deleted only with its event, and never changed.
CREATE FUNCTION refuse_change_of_schedule_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM event_replicas WHERE id = OLD.event_id AND deleted) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a released schedule does not change' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER schedule_versions_refuse_change BEFORE UPDATE OR DELETE ON "schedule_versions"
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_schedule_version();
CREATE FUNCTION refuse_truncate_of_schedule_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'released schedules cannot be truncated' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER schedule_versions_refuse_truncate BEFORE TRUNCATE ON "schedule_versions"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate_of_schedule_versions();
