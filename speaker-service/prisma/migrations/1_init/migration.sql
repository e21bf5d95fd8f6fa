CREATE EXTENSION IF NOT EXISTS "unaccent";
CREATE EXTENSION IF NOT EXISTS "btree_gist";

-- Profiles

-- Text as search compares it: without accents. unaccent() alone may not stand in an index, since its dictionary could be
-- exchanged; this names the one that is not.
CREATE FUNCTION "folded"("value" TEXT) RETURNS TEXT
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    AS $$ SELECT public.unaccent('public.unaccent'::pg_catalog.regdictionary, "value") $$;

-- What search looks through, the name first and the biography last.
CREATE FUNCTION "speaker_document"(
    "name" TEXT, "tagline" TEXT, "company" TEXT, "job_title" TEXT, "location" TEXT, "topics" TEXT[], "bio" TEXT
) RETURNS TSVECTOR
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT setweight(to_tsvector('pg_catalog.simple', public.folded("name")), 'A')
        || setweight(to_tsvector('pg_catalog.simple', public.folded("tagline" || ' ' || array_to_string("topics", ' '))), 'B')
        || setweight(to_tsvector('pg_catalog.simple', public.folded("company" || ' ' || "job_title" || ' ' || "location")), 'C')
        || setweight(to_tsvector('pg_catalog.simple', public.folded("bio")), 'D') $$;

CREATE TABLE "speakers" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "tagline" TEXT NOT NULL,
    "bio" TEXT NOT NULL,
    "company" TEXT NOT NULL,
    "job_title" TEXT NOT NULL,
    "location" TEXT NOT NULL,
    "photo_url" TEXT,
    "links" JSONB NOT NULL,
    "topics" TEXT[] NOT NULL,
    "languages" TEXT[] NOT NULL,
    "email" TEXT,
    "user_id" UUID,
    "created_by" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    -- Kept with the row: to rank what a search finds, the texts of each match would else be taken apart anew.
    "document" TSVECTOR
        GENERATED ALWAYS AS ("speaker_document"("name", "tagline", "company", "job_title", "location", "topics", "bio")) STORED,

    CONSTRAINT "speakers_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "speakers_user_id_key" ON "speakers"("user_id");
CREATE INDEX "speakers_created_by_id_idx" ON "speakers"("created_by", "id");
CREATE INDEX "speakers_topics_idx" ON "speakers" USING GIN ("topics");
CREATE INDEX "speakers_languages_idx" ON "speakers" USING GIN ("languages");
CREATE INDEX "speakers_document_idx" ON "speakers" USING GIN ("document");

-- The target of each merged profile. A target is never merged itself, so one step resolves an id.
CREATE TABLE "merged_speakers" (
    "id" UUID NOT NULL,
    "into_id" UUID NOT NULL,

    CONSTRAINT "merged_speakers_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "merged_speakers_into_id_fkey"
        FOREIGN KEY ("into_id") REFERENCES "speakers"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "merged_speakers_into_id_idx" ON "merged_speakers"("into_id");

-- Invitations

CREATE TABLE "invitations" (
    "id" UUID NOT NULL,
    "speaker_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "invitations_speaker_id_fkey"
        FOREIGN KEY ("speaker_id") REFERENCES "speakers"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "invitations_token_hash_key" ON "invitations"("token_hash");
CREATE UNIQUE INDEX "invitations_speaker_id_email_key" ON "invitations"("speaker_id", "email");
CREATE INDEX "invitations_expires_at_idx" ON "invitations"("expires_at");

-- An invitation is to the person at an address. It ends when the profile gets another address, and all end once the
-- profile is claimed, whatever code path writes that.
CREATE FUNCTION "delete_ended_invitations"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM invitations WHERE speaker_id = NEW.id AND (NEW.user_id IS NOT NULL OR email IS DISTINCT FROM NEW.email);
    RETURN NULL;
END $$;
CREATE TRIGGER "speakers_delete_ended_invitations" AFTER UPDATE OF "email", "user_id" ON "speakers" FOR EACH ROW
    WHEN (OLD."email" IS DISTINCT FROM NEW."email" OR OLD."user_id" IS DISTINCT FROM NEW."user_id")
    EXECUTE FUNCTION "delete_ended_invitations"();

-- Availability

CREATE TABLE "availabilities" (
    "speaker_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "availabilities_pkey" PRIMARY KEY ("speaker_id", "event_id"),
    CONSTRAINT "availabilities_speaker_id_fkey"
        FOREIGN KEY ("speaker_id") REFERENCES "speakers"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE "availability_intervals" (
    "speaker_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(6) NOT NULL,
    "ends_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "availability_intervals_pkey" PRIMARY KEY ("speaker_id", "event_id", "starts_at"),
    CONSTRAINT "availability_intervals_speaker_id_event_id_fkey"
        FOREIGN KEY ("speaker_id", "event_id") REFERENCES "availabilities"("speaker_id", "event_id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "availability_intervals_starts_before_end" CHECK ("starts_at" < "ends_at"),
    -- With both ends inclusive: two that overlap or touch would be one.
    CONSTRAINT "availability_intervals_no_overlap" EXCLUDE USING GIST (
        "speaker_id" WITH =, "event_id" WITH =, tstzrange("starts_at", "ends_at", '[]') WITH &&)
);

-- Replicas of other services' facts

CREATE TABLE "session_replicas" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "deleted" BOOLEAN NOT NULL,
    "event_id" UUID NOT NULL,
    "speaker_ids" UUID[] NOT NULL,
    "title" TEXT NOT NULL,
    "status" TEXT NOT NULL,

    CONSTRAINT "session_replicas_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "session_replicas_speaker_ids_idx" ON "session_replicas" USING GIN ("speaker_ids");

CREATE TABLE "event_replicas" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "deleted" BOOLEAN NOT NULL,
    "public" BOOLEAN NOT NULL,

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
