CREATE EXTENSION IF NOT EXISTS "unaccent";

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

    CONSTRAINT "speakers_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "speakers_user_id_key" ON "speakers"("user_id");
CREATE INDEX "speakers_created_by_id_idx" ON "speakers"("created_by", "id");
CREATE INDEX "speakers_topics_idx" ON "speakers" USING GIN ("topics");
CREATE INDEX "speakers_languages_idx" ON "speakers" USING GIN ("languages");

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

CREATE INDEX "speakers_search" ON "speakers"
    USING GIN ("speaker_document"("name", "tagline", "company", "job_title", "location", "topics", "bio"));

CREATE TABLE "session_copies" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "deleted" BOOLEAN NOT NULL,
    "event_id" UUID NOT NULL,
    "speaker_ids" UUID[] NOT NULL,

    CONSTRAINT "session_copies_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "session_copies_speaker_ids_idx" ON "session_copies" USING GIN ("speaker_ids");

CREATE TABLE "user_copies" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "disabled" BOOLEAN NOT NULL,

    CONSTRAINT "user_copies_pkey" PRIMARY KEY ("id")
);
