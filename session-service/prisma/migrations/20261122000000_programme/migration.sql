CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS unaccent;

CREATE TYPE "EventStatus" AS ENUM ('draft', 'published', 'cancelled', 'completed');
CREATE TYPE "SessionState" AS ENUM ('draft', 'submitted', 'accepted', 'waitlisted', 'rejected', 'confirmed', 'withdrawn', 'canceled');
CREATE TYPE "SessionType" AS ENUM ('talk', 'workshop', 'panel', 'keynote', 'lightning', 'break', 'other');
CREATE TYPE "SessionLevel" AS ENUM ('beginner', 'intermediate', 'advanced');
CREATE TYPE "SpeakerRole" AS ENUM ('speaker', 'moderator', 'panelist', 'host');

-- Copies of what other services own, kept by their messages. A deleted one stays as a tombstone, so that a late message
-- does not revive it.

CREATE TABLE "event_copies" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "deleted" BOOLEAN NOT NULL DEFAULT false,
    "status" "EventStatus" NOT NULL,
    "owner_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "timezone" TEXT NOT NULL,
    "cfp_opens_at" TIMESTAMPTZ(3),
    "cfp_closes_at" TIMESTAMPTZ(3),

    CONSTRAINT "event_copies_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "speaker_copies" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "deleted" BOOLEAN NOT NULL DEFAULT false,
    "user_id" UUID,

    CONSTRAINT "speaker_copies_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "speaker_copies_user_id_idx" ON "speaker_copies"("user_id");

CREATE TABLE "account_copies" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "disabled" BOOLEAN NOT NULL,

    CONSTRAINT "account_copies_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "rooms" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "capacity" INTEGER,
    "parallel" BOOLEAN NOT NULL DEFAULT false,
    "position" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rooms_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "rooms_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event_copies"("id") ON DELETE RESTRICT ON UPDATE CASCADE
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
    CONSTRAINT "tracks_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event_copies"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "tracks_event_id_name_key" ON "tracks"("event_id", "name");
CREATE UNIQUE INDEX "tracks_id_event_id_key" ON "tracks"("id", "event_id");
CREATE INDEX "tracks_event_id_position_id_idx" ON "tracks"("event_id", "position", "id");

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
    "track_id" UUID,
    "tags" TEXT[],
    "state" "SessionState" NOT NULL,
    "submitter_id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "sessions_duration_is_positive" CHECK ("duration_minutes" > 0),
    CONSTRAINT "sessions_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event_copies"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    -- A track of the same event.
    CONSTRAINT "sessions_track_fkey" FOREIGN KEY ("track_id", "event_id") REFERENCES "tracks"("id", "event_id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "sessions_id_event_id_state_key" ON "sessions"("id", "event_id", "state");
CREATE INDEX "sessions_event_id_id_idx" ON "sessions"("event_id", "id");
CREATE INDEX "sessions_submitter_id_idx" ON "sessions"("submitter_id");
CREATE INDEX "sessions_track_id_idx" ON "sessions"("track_id");

-- The words of a session by which it is found, accents folded. unaccent() alone is no function for an index, since its
-- dictionary could change; naming the dictionary says that it does not.
CREATE FUNCTION session_words(title TEXT, abstract TEXT, description TEXT) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN setweight(to_tsvector('simple', public.unaccent('public.unaccent', title)), 'A')
        || setweight(to_tsvector('simple', public.unaccent('public.unaccent', abstract)), 'B')
        || setweight(to_tsvector('simple', public.unaccent('public.unaccent', description)), 'C');
CREATE INDEX "sessions_words" ON "sessions" USING gin (session_words("title", "abstract", "description"));

CREATE TABLE "session_speakers" (
    "session_id" UUID NOT NULL,
    "speaker_id" UUID NOT NULL,
    "role" "SpeakerRole" NOT NULL DEFAULT 'speaker',
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "session_speakers_pkey" PRIMARY KEY ("session_id", "speaker_id"),
    CONSTRAINT "session_speakers_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "session_speakers_speaker_id_fkey" FOREIGN KEY ("speaker_id") REFERENCES "speaker_copies"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "session_speakers_speaker_id_idx" ON "session_speakers"("speaker_id");

CREATE TABLE "session_history" (
    "id" BIGSERIAL NOT NULL,
    "session_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_id" UUID NOT NULL,
    "action" TEXT NOT NULL,
    "from_state" "SessionState",
    "to_state" "SessionState" NOT NULL,
    "override" BOOLEAN NOT NULL DEFAULT false,
    "reason" TEXT,

    CONSTRAINT "session_history_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "session_history_override_has_reason" CHECK (NOT "override" OR "reason" IS NOT NULL),
    CONSTRAINT "session_history_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "session_history_session_id_id_idx" ON "session_history"("session_id", "id");

-- Nothing booked twice (docs/decisions/0006). A slot carries what its rules depend on, session_state and parallel, as part
-- of its foreign keys: a change there arrives here by cascade, is checked here, and is refused as a whole if it does not fit.
CREATE TABLE "slots" (
    "id" UUID NOT NULL,
    -- Of formats that know slots by an integer. GENERATED ALWAYS: no statement can choose or change it.
    "number" INTEGER NOT NULL GENERATED ALWAYS AS IDENTITY,
    "event_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "session_state" "SessionState" NOT NULL,
    "room_id" UUID NOT NULL,
    "parallel" BOOLEAN NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    -- False once the event is cancelled: the slot stays to be seen, but its speakers are free elsewhere.
    "held" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "slots_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "slots_end_after_start" CHECK ("ends_at" > "starts_at"),
    CONSTRAINT "slots_of_accepted_or_confirmed" CHECK ("session_state" IN ('accepted', 'confirmed')),
    CONSTRAINT "slots_session_fkey" FOREIGN KEY ("session_id", "event_id", "session_state") REFERENCES "sessions"("id", "event_id", "state") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "slots_room_fkey" FOREIGN KEY ("room_id", "event_id", "parallel") REFERENCES "rooms"("id", "event_id", "parallel") ON DELETE RESTRICT ON UPDATE CASCADE,
    -- Deferrable, so that two slots can change places in one transaction.
    CONSTRAINT "slots_room_once" EXCLUDE USING gist (
        "room_id" WITH =, tstzrange("starts_at", "ends_at", '[)') WITH &&
    ) WHERE (NOT "parallel") DEFERRABLE INITIALLY IMMEDIATE
);
CREATE UNIQUE INDEX "slots_number_key" ON "slots"("number");
CREATE UNIQUE INDEX "slots_id_session_id_starts_at_ends_at_held_key" ON "slots"("id", "session_id", "starts_at", "ends_at", "held");
CREATE INDEX "slots_event_id_starts_at_number_idx" ON "slots"("event_id", "starts_at", "number");
CREATE INDEX "slots_session_id_idx" ON "slots"("session_id");
CREATE INDEX "slots_room_id_idx" ON "slots"("room_id");

-- Where each speaker is and when: slots × session_speakers, kept equal to it by the database alone. The foreign keys let no
-- row stay that should not be or stand at another time; the triggers below add those that should be.
CREATE TABLE "slot_speakers" (
    "slot_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "speaker_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "held" BOOLEAN NOT NULL,

    CONSTRAINT "slot_speakers_pkey" PRIMARY KEY ("slot_id", "speaker_id"),
    CONSTRAINT "slot_speakers_slot_fkey" FOREIGN KEY ("slot_id", "session_id", "starts_at", "ends_at", "held") REFERENCES "slots"("id", "session_id", "starts_at", "ends_at", "held") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "slot_speakers_speaker_fkey" FOREIGN KEY ("session_id", "speaker_id") REFERENCES "session_speakers"("session_id", "speaker_id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "slot_speakers_speaker_once" EXCLUDE USING gist (
        "speaker_id" WITH =, tstzrange("starts_at", "ends_at", '[)') WITH &&
    ) WHERE ("held") DEFERRABLE INITIALLY IMMEDIATE
);
CREATE INDEX "slot_speakers_session_id_speaker_id_idx" ON "slot_speakers"("session_id", "speaker_id");

-- Both triggers lock the session first: of a new slot and a new speaker at the same moment, the later sees the earlier.
CREATE FUNCTION slot_takes_its_speakers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM sessions WHERE id = NEW.session_id FOR NO KEY UPDATE;
    INSERT INTO slot_speakers (slot_id, session_id, speaker_id, starts_at, ends_at, held)
        SELECT NEW.id, NEW.session_id, speaker_id, NEW.starts_at, NEW.ends_at, NEW.held
        FROM session_speakers WHERE session_id = NEW.session_id ORDER BY speaker_id;
    RETURN NULL;
END $$;
CREATE TRIGGER slot_takes_its_speakers AFTER INSERT ON "slots"
    FOR EACH ROW EXECUTE FUNCTION slot_takes_its_speakers();

CREATE FUNCTION speaker_joins_the_slots() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM sessions WHERE id = NEW.session_id FOR NO KEY UPDATE;
    INSERT INTO slot_speakers (slot_id, session_id, speaker_id, starts_at, ends_at, held)
        SELECT id, session_id, NEW.speaker_id, starts_at, ends_at, held
        FROM slots WHERE session_id = NEW.session_id ORDER BY id;
    RETURN NULL;
END $$;
CREATE TRIGGER speaker_joins_the_slots AFTER INSERT ON "session_speakers"
    FOR EACH ROW EXECUTE FUNCTION speaker_joins_the_slots();

-- A slot and a speaker stay with their session: the triggers above need not hear of a change.
CREATE FUNCTION stays_with_its_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % stays with its session', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER slot_stays_with_its_session BEFORE UPDATE ON "slots"
    FOR EACH ROW WHEN (OLD.session_id <> NEW.session_id OR OLD.id <> NEW.id) EXECUTE FUNCTION stays_with_its_session();
CREATE TRIGGER speaker_stays_with_its_session BEFORE UPDATE ON "session_speakers"
    FOR EACH ROW WHEN (OLD.session_id <> NEW.session_id) EXECUTE FUNCTION stays_with_its_session();
