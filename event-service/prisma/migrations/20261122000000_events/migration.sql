CREATE EXTENSION IF NOT EXISTS unaccent;

CREATE TYPE "EventStatus" AS ENUM ('draft', 'published', 'cancelled', 'completed');
CREATE TYPE "AccountRole" AS ENUM ('member', 'admin');
CREATE TYPE "AccountStatus" AS ENUM ('active', 'disabled');

CREATE TABLE "events" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "timezone" TEXT NOT NULL,
    "venue_name" TEXT,
    "venue_address" TEXT,
    "venue_city" TEXT,
    "venue_country" TEXT,
    "online_url" TEXT,
    "tags" TEXT[],
    "cfp_opens_at" TIMESTAMPTZ(3),
    "cfp_closes_at" TIMESTAMPTZ(3),
    "status" "EventStatus" NOT NULL DEFAULT 'draft',
    "cancel_reason" TEXT,
    "owner_id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "events_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "events_slug_is_lower_case" CHECK ("slug" = lower("slug")),
    CONSTRAINT "events_title_is_there" CHECK (length("title") BETWEEN 1 AND 200),
    CONSTRAINT "events_end_after_they_start" CHECK ("ends_at" > "starts_at"),
    CONSTRAINT "events_last_at_most_366_days" CHECK ("ends_at" - "starts_at" <= interval '366 days'),
    CONSTRAINT "events_timezone_is_a_name" CHECK ("timezone" ~ '^[A-Za-z][A-Za-z0-9_+/-]*$'),
    CONSTRAINT "events_venue_has_a_name" CHECK (
        "venue_name" IS NOT NULL OR ("venue_address" IS NULL AND "venue_city" IS NULL AND "venue_country" IS NULL)),
    CONSTRAINT "events_cfp_closes_after_it_opens" CHECK (
        ("cfp_opens_at" IS NULL AND "cfp_closes_at" IS NULL)
        OR ("cfp_opens_at" IS NOT NULL AND "cfp_closes_at" IS NOT NULL AND "cfp_closes_at" > "cfp_opens_at")),
    CONSTRAINT "events_public_ones_have_a_place" CHECK (
        "status" NOT IN ('published', 'completed') OR "venue_name" IS NOT NULL OR "online_url" IS NOT NULL),
    CONSTRAINT "events_cancelled_for_a_reason" CHECK (("status" = 'cancelled') = ("cancel_reason" IS NOT NULL))
);
CREATE UNIQUE INDEX "events_slug_key" ON "events"("slug");
CREATE INDEX "events_starts_at_id_idx" ON "events"("starts_at", "id");
CREATE INDEX "events_created_at_id_idx" ON "events"("created_at", "id");
CREATE INDEX "events_owner_id_idx" ON "events"("owner_id");
CREATE INDEX "events_tags_idx" ON "events" USING GIN ("tags");

CREATE TABLE "event_seats" (
    "event_id" UUID NOT NULL,
    "capacity" INTEGER,
    "taken" INTEGER NOT NULL DEFAULT 0,
    "waitlisted" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "event_seats_pkey" PRIMARY KEY ("event_id"),
    CONSTRAINT "event_seats_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "event_seats_capacity_is_positive" CHECK ("capacity" > 0),
    -- The backstop against selling a seat twice; COALESCE because a CHECK that is null holds.
    CONSTRAINT "event_seats_taken_fits" CHECK ("taken" BETWEEN 0 AND COALESCE("capacity", 2147483647)),
    CONSTRAINT "event_seats_waitlisted_is_a_count" CHECK ("waitlisted" >= 0)
);

CREATE TABLE "event_slugs" (
    "slug" TEXT NOT NULL,
    "event_id" UUID NOT NULL,

    CONSTRAINT "event_slugs_pkey" PRIMARY KEY ("slug"),
    CONSTRAINT "event_slugs_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    -- Slugs are compared in lower case, so no other form may be stored; one that looks like an id would hide behind it.
    CONSTRAINT "event_slugs_are_well_formed" CHECK (
        "slug" ~ '^[a-z0-9-]{3,60}$' AND "slug" !~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'),
    CONSTRAINT "event_slugs_are_not_reserved" CHECK ("slug" NOT IN (
        'admin', 'api', 'check-ins', 'docs', 'event', 'events', 'health', 'impact', 'jsonld', 'login', 'logout', 'members',
        'mine', 'new', 'null', 'openapi', 'ownership', 'problems', 'register', 'registrations', 'rooms', 'schedule',
        'search', 'sessions', 'slots', 'speakers', 'tracks', 'undefined', 'users'))
);
CREATE INDEX "event_slugs_event_id_idx" ON "event_slugs"("event_id");

CREATE TABLE "programme_revisions" (
    "scope" TEXT NOT NULL,
    "revision" BIGINT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "programme_revisions_pkey" PRIMARY KEY ("scope")
);

CREATE TABLE "user_copies" (
    "id" UUID NOT NULL,
    "role" "AccountRole" NOT NULL,
    "status" "AccountStatus" NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "user_copies_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "user_copies_disabled" ON "user_copies"("id") WHERE "status" = 'disabled';

-- unaccent() itself is only STABLE, since its dictionary could be changed; ours never is.
CREATE FUNCTION "fold"(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    AS $$ SELECT public.unaccent('public.unaccent', $1) $$;

-- What a search for an event looks into: the title first, then tags and place, then the description.
CREATE FUNCTION "event_document"(title text, tags text[], venue text, city text, country text, description text)
    RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT setweight(to_tsvector('simple', public.fold(title)), 'A')
        || setweight(to_tsvector('simple', public.fold(array_to_string(tags, ' '))), 'B')
        || setweight(to_tsvector('simple', public.fold(concat_ws(' ', venue, city, country))), 'B')
        || setweight(to_tsvector('simple', public.fold(description)), 'D')
$$;
CREATE INDEX "events_document" ON "events"
    USING GIN ("event_document"("title", "tags", "venue_name", "venue_city", "venue_country", "description"));
