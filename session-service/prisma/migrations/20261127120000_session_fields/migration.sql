-- What programmes of other tools say of a session, and by what they know it. The one language becomes a list that may be empty:
-- of a programme that names none nobody knows it.
ALTER TABLE "sessions"
    ADD COLUMN "subtitle" TEXT NOT NULL DEFAULT '',
    ADD COLUMN "languages" TEXT[] NOT NULL DEFAULT '{}',
    ADD COLUMN "links" JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN "attachments" JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN "do_not_record" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "license" TEXT,
    ADD COLUMN "logo_url" TEXT,
    ADD COLUMN "source_url" TEXT,
    ADD COLUMN "external_id" TEXT,
    ADD COLUMN "type_name" TEXT;
UPDATE "sessions" SET "languages" = ARRAY["language"];

-- As BCP 47 spells them, each once.
CREATE FUNCTION are_language_tags(tags TEXT[]) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN cardinality(tags) = (SELECT count(DISTINCT lower(tag)) FROM unnest(tags) tag
        WHERE tag ~ '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$');
ALTER TABLE "sessions"
    DROP COLUMN "language",
    ADD CONSTRAINT "sessions_languages_are_tags" CHECK (are_language_tags("languages")),
    ADD CONSTRAINT "sessions_links_are_lists" CHECK (
        jsonb_typeof("links") = 'array' AND jsonb_typeof("attachments") = 'array'),
    ADD CONSTRAINT "sessions_urls_are_web" CHECK ("logo_url" ~ '^https?://' AND "source_url" ~ '^https?://'),
    -- A UUID has one spelling: as the guid of an entry it is compared by others.
    ADD CONSTRAINT "sessions_external_id_is_canonical" CHECK ("external_id" <> ''
        AND ("external_id" = lower("external_id") OR "external_id" !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'));
-- Known to its event by the id that it has elsewhere, once.
CREATE UNIQUE INDEX "sessions_event_id_external_id_key" ON "sessions" ("event_id", "external_id");

-- Words of the subtitle count as those of the abstract.
ALTER TABLE "sessions" ALTER COLUMN "search_vector" SET EXPRESSION AS
    (session_search_vector("title", "subtitle" || E'\n' || "abstract", "description"));

ALTER TABLE "rooms" ADD COLUMN "description" TEXT NOT NULL DEFAULT '';
ALTER TABLE "released_rooms" ADD COLUMN "description" TEXT NOT NULL DEFAULT '';

-- Released schedules keep their form: a session has languages there too. They say the same as before.
ALTER TABLE "schedule_versions" DISABLE TRIGGER "schedule_versions_refuse_change";
UPDATE "schedule_versions" SET "schedule" = jsonb_set("schedule", '{sessions}', (
    SELECT coalesce(jsonb_agg((one - 'language') || jsonb_build_object('languages', jsonb_build_array(one -> 'language')) ORDER BY nth), '[]')
    FROM jsonb_array_elements("schedule" -> 'sessions') WITH ORDINALITY sessions (one, nth)));
ALTER TABLE "schedule_versions" ENABLE TRIGGER "schedule_versions_refuse_change";
UPDATE "released_sessions" SET "session" = ("session" - 'language')
    || jsonb_build_object('languages', jsonb_build_array("session" -> 'language'));

-- As before, and the subtitle is compared and searched.
CREATE OR REPLACE FUNCTION publish_version(version_id UUID, event UUID, schedule JSONB) RETURNS VOID LANGUAGE plpgsql AS $$
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
            CASE WHEN (one ->> 'title', coalesce(one ->> 'subtitle', ''), one ->> 'abstract', one ->> 'description')
                    = (w.title, w.subtitle, w.abstract, w.description)
                THEN w.search_vector
                ELSE session_search_vector(one ->> 'title', concat_ws(E'\n', one ->> 'subtitle', one ->> 'abstract'),
                    one ->> 'description') END
        FROM jsonb_array_elements(schedule -> 'sessions') one JOIN sessions w ON w.id = (one ->> 'id')::uuid;
    INSERT INTO released_slots (id, number, event_id, session_id, room_id, starts_at, ends_at, version, created_at, updated_at)
        SELECT s.id, s.number, event, s."sessionId", s."roomId", s."startsAt", s."endsAt", s.version, s."createdAt", s."updatedAt"
        FROM jsonb_to_recordset(schedule -> 'slots') AS s(id uuid, number int, "sessionId" uuid, "roomId" uuid,
            "startsAt" timestamptz, "endsAt" timestamptz, version int, "createdAt" timestamptz, "updatedAt" timestamptz)
        WHERE EXISTS (SELECT FROM released_sessions WHERE id = s."sessionId");
END $$;
