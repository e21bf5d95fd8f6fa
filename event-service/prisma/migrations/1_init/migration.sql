CREATE EXTENSION IF NOT EXISTS unaccent;

-- Events

CREATE TYPE "EventStatus" AS ENUM ('draft', 'published', 'cancelled', 'completed');

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
    CONSTRAINT "events_slug_lower_case" CHECK ("slug" = lower("slug")),
    CONSTRAINT "events_title_length" CHECK (length("title") BETWEEN 1 AND 200),
    CONSTRAINT "events_ends_after_start" CHECK ("ends_at" > "starts_at"),
    CONSTRAINT "events_max_duration" CHECK ("ends_at" - "starts_at" <= interval '366 days'),
    CONSTRAINT "events_timezone_name" CHECK ("timezone" ~ '^[A-Za-z][A-Za-z0-9_+/-]*$'),
    CONSTRAINT "events_venue_has_name" CHECK (
        "venue_name" IS NOT NULL OR ("venue_address" IS NULL AND "venue_city" IS NULL AND "venue_country" IS NULL)),
    CONSTRAINT "events_cfp_closes_after_opening" CHECK (
        ("cfp_opens_at" IS NULL AND "cfp_closes_at" IS NULL)
        OR ("cfp_opens_at" IS NOT NULL AND "cfp_closes_at" IS NOT NULL AND "cfp_closes_at" > "cfp_opens_at")),
    CONSTRAINT "events_public_has_place" CHECK (
        "status" NOT IN ('published', 'completed') OR "venue_name" IS NOT NULL OR "online_url" IS NOT NULL),
    CONSTRAINT "events_cancelled_has_reason" CHECK (("status" = 'cancelled') = ("cancel_reason" IS NOT NULL))
);
CREATE UNIQUE INDEX "events_slug_key" ON "events"("slug");
CREATE INDEX "events_starts_at_id_idx" ON "events"("starts_at", "id");
CREATE INDEX "events_created_at_id_idx" ON "events"("created_at", "id");
CREATE INDEX "events_owner_id_idx" ON "events"("owner_id");
CREATE INDEX "events_tags_idx" ON "events" USING GIN ("tags");
-- What the completion job reads each minute: only events that are still to be completed.
CREATE INDEX "events_to_complete_idx" ON "events"("ends_at") WHERE "status" = 'published';

-- unaccent() itself is only STABLE, since its dictionary could be changed; ours never is.
CREATE FUNCTION "fold"(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    AS $$ SELECT public.unaccent('public.unaccent', $1) $$;

-- The document of the full-text search: the title weighs most, then tags and place, then the description.
CREATE FUNCTION "event_document"(title text, tags text[], venue text, city text, country text, description text)
    RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT setweight(to_tsvector('simple', public.fold(title)), 'A')
        || setweight(to_tsvector('simple', public.fold(array_to_string(tags, ' '))), 'B')
        || setweight(to_tsvector('simple', public.fold(concat_ws(' ', venue, city, country))), 'B')
        || setweight(to_tsvector('simple', public.fold(description)), 'D')
$$;
CREATE INDEX "events_document_idx" ON "events"
    USING GIN ("event_document"("title", "tags", "venue_name", "venue_city", "venue_country", "description"));

-- Every slug that an event has or ever had; old ones redirect to the event, and no other event can take them.
CREATE TABLE "event_slugs" (
    "slug" TEXT NOT NULL,
    "event_id" UUID NOT NULL,

    CONSTRAINT "event_slugs_pkey" PRIMARY KEY ("slug"),
    CONSTRAINT "event_slugs_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    -- Slugs are compared in lower case, so no other form may be stored; one of the shape of a UUID would be taken for an id.
    CONSTRAINT "event_slugs_format" CHECK (
        "slug" ~ '^[a-z0-9-]{3,60}$' AND "slug" !~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'),
    CONSTRAINT "event_slugs_not_reserved" CHECK ("slug" NOT IN (
        'admin', 'api', 'check-ins', 'docs', 'event', 'events', 'health', 'impact', 'jsonld', 'login', 'logout', 'members',
        'mine', 'new', 'null', 'openapi', 'ownership', 'problems', 'register', 'registrations', 'rooms', 'schedule',
        'search', 'sessions', 'slots', 'speakers', 'tracks', 'undefined', 'users'))
);
CREATE INDEX "event_slugs_event_id_idx" ON "event_slugs"("event_id");

CREATE TYPE "MemberRole" AS ENUM ('organizer', 'reviewer', 'steward');

-- Who has a role in an event, besides its owner.
CREATE TABLE "event_members" (
    "event_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" "MemberRole" NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_members_pkey" PRIMARY KEY ("event_id", "user_id"),
    CONSTRAINT "event_members_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "event_members_user_id_idx" ON "event_members"("user_id");

-- Seats, registrations and check-ins

-- One row per event that counts its seats: the one place where a seat is taken.
CREATE TABLE "event_seats" (
    "event_id" UUID NOT NULL,
    "capacity" INTEGER,
    "taken" INTEGER NOT NULL DEFAULT 0,
    "waitlisted" INTEGER NOT NULL DEFAULT 0,
    -- Of the latest waitlisted registration; it only grows, so the order of a waitlist never changes.
    "last_waitlist_order" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "event_seats_pkey" PRIMARY KEY ("event_id"),
    CONSTRAINT "event_seats_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "event_seats_capacity_positive" CHECK ("capacity" > 0),
    -- The backstop against selling a seat twice; COALESCE because a CHECK that is null is not violated.
    CONSTRAINT "event_seats_taken_within_capacity" CHECK ("taken" BETWEEN 0 AND COALESCE("capacity", 2147483647)),
    CONSTRAINT "event_seats_waitlisted_not_negative" CHECK ("waitlisted" >= 0)
);

-- Within a transaction a seat may be free for a moment, before it is given to who waits longest; at its end nobody may
-- be waitlisted while a seat is free. A CHECK cannot be deferred until then.
CREATE FUNCTION "check_no_waitlist_with_free_seats"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM event_seats
        WHERE event_id = NEW.event_id AND waitlisted > 0 AND taken < coalesce(capacity, 2147483647)
    ) THEN
        RAISE EXCEPTION 'new row violates check constraint "event_seats_no_waitlist_with_free_seats"'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'event_seats_no_waitlist_with_free_seats', TABLE = 'event_seats';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "event_seats_no_waitlist_with_free_seats" AFTER INSERT OR UPDATE ON "event_seats"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "check_no_waitlist_with_free_seats"();

CREATE TYPE "RegistrationStatus" AS ENUM ('confirmed', 'waitlisted', 'cancelled');

CREATE TABLE "registrations" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "user_id" UUID,
    "status" "RegistrationStatus" NOT NULL,
    "waitlist_order" INTEGER,
    "ticket_code" TEXT,
    "confirmed_at" TIMESTAMPTZ(3),
    "cancelled_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "registrations_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "registrations_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "registrations_active_has_user" CHECK ("user_id" IS NOT NULL OR "status" = 'cancelled'),
    CONSTRAINT "registrations_confirmed_has_ticket" CHECK (
        "status" <> 'confirmed' OR ("ticket_code" IS NOT NULL AND "confirmed_at" IS NOT NULL)),
    CONSTRAINT "registrations_waitlisted_has_order" CHECK (
        "status" <> 'waitlisted' OR ("waitlist_order" IS NOT NULL AND "ticket_code" IS NULL)),
    CONSTRAINT "registrations_cancelled_has_time" CHECK (("status" = 'cancelled') = ("cancelled_at" IS NOT NULL))
);
CREATE UNIQUE INDEX "registrations_ticket_code_key" ON "registrations"("ticket_code");
-- One active registration per person and event, and no two with the same place on the waitlist.
CREATE UNIQUE INDEX "registrations_one_active_per_user" ON "registrations"("event_id", "user_id") WHERE "status" <> 'cancelled';
CREATE UNIQUE INDEX "registrations_waitlist" ON "registrations"("event_id", "waitlist_order") WHERE "status" = 'waitlisted';
CREATE INDEX "registrations_event_id_created_at_id_idx" ON "registrations"("event_id", "created_at", "id");
CREATE INDEX "registrations_user_id_created_at_id_idx" ON "registrations"("user_id", "created_at", "id");

CREATE TABLE "check_ins" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "registration_id" UUID NOT NULL,
    "checked_in_at" TIMESTAMPTZ(3) NOT NULL,
    "checked_in_by" UUID,
    "nonce" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "undone_at" TIMESTAMPTZ(3),
    "undone_by" UUID,

    CONSTRAINT "check_ins_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "check_ins_registration_id_fkey" FOREIGN KEY ("registration_id") REFERENCES "registrations"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "check_ins_undone_by_has_time" CHECK ("undone_by" IS NULL OR "undone_at" IS NOT NULL)
);
-- A scan that is sent again by a device that was offline is the same scan.
CREATE UNIQUE INDEX "check_ins_event_id_nonce_key" ON "check_ins"("event_id", "nonce");
CREATE INDEX "check_ins_registration_id_idx" ON "check_ins"("registration_id");
-- Nobody is checked in twice.
CREATE UNIQUE INDEX "check_ins_one_active_per_registration" ON "check_ins"("registration_id") WHERE "undone_at" IS NULL;

-- Schedules and calendar feeds

-- The revision of each schedule's data: how many messages have changed it, per event id, and `speakers` for all.
CREATE TABLE "schedule_revisions" (
    "scope" TEXT NOT NULL,
    "revision" BIGINT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "schedule_revisions_pkey" PRIMARY KEY ("scope")
);

-- The last full schedule of each event: what is shown while session- or speaker-service is unavailable.
CREATE TABLE "schedule_snapshots" (
    "event_id" UUID NOT NULL,
    "revision" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "schedule_snapshots_pkey" PRIMARY KEY ("event_id"),
    CONSTRAINT "schedule_snapshots_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- Every slot that was ever in a calendar feed, so that a deleted one stays as cancelled and its SEQUENCE only grows.
CREATE TABLE "calendar_slots" (
    "slot_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "room_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "title" TEXT NOT NULL,
    "room" TEXT NOT NULL,
    "cancelled" BOOLEAN NOT NULL DEFAULT false,
    "sequence" INTEGER NOT NULL DEFAULT 0,
    "fingerprint" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(0) NOT NULL,

    CONSTRAINT "calendar_slots_pkey" PRIMARY KEY ("slot_id"),
    CONSTRAINT "calendar_slots_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "calendar_slots_sequence_not_negative" CHECK ("sequence" >= 0)
);
CREATE INDEX "calendar_slots_event_id_starts_at_idx" ON "calendar_slots"("event_id", "starts_at");

-- The secret of somebody's own calendar feed, for programs that cannot log in; only its hash is stored.
CREATE TABLE "calendar_secrets" (
    "user_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "calendar_secrets_pkey" PRIMARY KEY ("user_id")
);
CREATE UNIQUE INDEX "calendar_secrets_hash_key" ON "calendar_secrets"("hash");
