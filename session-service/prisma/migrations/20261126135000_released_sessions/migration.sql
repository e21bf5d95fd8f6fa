-- What the public sees of an event once it has a release: its latest version, taken apart so that it can be searched and listed
-- like the work. Written by the trigger alone, so it is that version, whoever releases.
ALTER TABLE "event_replicas" ADD COLUMN "released_version_id" UUID;

CREATE TABLE "released_sessions" (
    -- Of the session, which cannot be deleted as long as the public sees it.
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    -- The whole session, as the version has it.
    "session" JSONB NOT NULL,
    "type" "SessionType" NOT NULL,
    "level" "SessionLevel",
    "track_id" UUID,
    "tags" TEXT[] NOT NULL,
    "speaker_ids" UUID[] NOT NULL,
    "search_vector" TSVECTOR NOT NULL,

    CONSTRAINT "released_sessions_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "released_sessions_session_fkey" FOREIGN KEY ("id") REFERENCES "sessions"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "released_sessions_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event_replicas"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "released_sessions_event_id_id_idx" ON "released_sessions" ("event_id", "id");
CREATE INDEX "released_sessions_speaker_ids_idx" ON "released_sessions" USING gin ("speaker_ids");
CREATE INDEX "released_sessions_search_vector_idx" ON "released_sessions" USING gin ("search_vector");
CREATE INDEX "released_sessions_tags_idx" ON "released_sessions" USING gin (fold_texts("tags"));

CREATE TABLE "released_slots" (
    -- Of the slot, which may be deleted or elsewhere by now.
    "id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "event_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "room_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "released_slots_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "released_slots_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "released_sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "released_slots_event_id_starts_at_number_idx" ON "released_slots" ("event_id", "starts_at", "number");
CREATE INDEX "released_slots_session_id_idx" ON "released_slots" ("session_id");

CREATE FUNCTION publish_version(version_id UUID, event UUID, schedule JSONB) RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
    -- Of two releases at once the other waits here, and is then refused: it has not seen this one.
    UPDATE event_replicas SET released_version_id = version_id
        WHERE id = event AND (released_version_id IS NULL OR released_version_id < version_id);
    IF NOT FOUND THEN RETURN; END IF;
    DELETE FROM released_sessions WHERE event_id = event;
    -- At a release the texts are those of the work, of which the words are known.
    INSERT INTO released_sessions (id, event_id, session, type, level, track_id, tags, speaker_ids, search_vector)
        SELECT w.id, event, one, (one ->> 'type')::"SessionType", (one ->> 'level')::"SessionLevel",
            (one ->> 'trackId')::uuid, ARRAY(SELECT jsonb_array_elements_text(one -> 'tags')),
            ARRAY(SELECT (speaker ->> 'speakerId')::uuid FROM jsonb_array_elements(one -> 'speakers') speaker),
            CASE WHEN (one ->> 'title', one ->> 'abstract', one ->> 'description') = (w.title, w.abstract, w.description)
                THEN w.search_vector
                ELSE session_search_vector(one ->> 'title', one ->> 'abstract', one ->> 'description') END
        FROM jsonb_array_elements(schedule -> 'sessions') one JOIN sessions w ON w.id = (one ->> 'id')::uuid;
    INSERT INTO released_slots (id, number, event_id, session_id, room_id, starts_at, ends_at, version, created_at, updated_at)
        SELECT s.id, s.number, event, s."sessionId", s."roomId", s."startsAt", s."endsAt", s.version, s."createdAt", s."updatedAt"
        FROM jsonb_to_recordset(schedule -> 'slots') AS s(id uuid, number int, "sessionId" uuid, "roomId" uuid,
            "startsAt" timestamptz, "endsAt" timestamptz, version int, "createdAt" timestamptz, "updatedAt" timestamptz)
        WHERE EXISTS (SELECT FROM released_sessions WHERE id = s."sessionId");
END $$;

CREATE FUNCTION publish_inserted_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM publish_version(NEW.id, NEW.event_id, NEW.schedule);
    RETURN NULL;
END $$;
CREATE TRIGGER schedule_versions_publish AFTER INSERT ON "schedule_versions"
    FOR EACH ROW EXECUTE FUNCTION publish_inserted_version();

SELECT publish_version(id, event_id, schedule) FROM (
    SELECT DISTINCT ON (event_id) id, event_id, schedule FROM schedule_versions ORDER BY event_id, id DESC) latest;
