CREATE TYPE "OfferKind" AS ENUM ('owner', 'member');
CREATE TYPE "OfferStatus" AS ENUM ('pending', 'accepted', 'declined', 'withdrawn');

-- A role in an event, or its ownership, which somebody has been offered.
CREATE TABLE "offers" (
    "id" UUID NOT NULL,
    "kind" "OfferKind" NOT NULL,
    "event_id" UUID NOT NULL,
    "role" "MemberRole",
    "from_user_id" UUID NOT NULL,
    "to_user_id" UUID NOT NULL,
    "status" "OfferStatus" NOT NULL DEFAULT 'pending',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "offers_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "offers_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "offers_role_of_member" CHECK (("kind" = 'member') = ("role" IS NOT NULL)),
    CONSTRAINT "offers_expires_later" CHECK ("expires_at" > "created_at")
);
CREATE UNIQUE INDEX "offers_one_pending" ON "offers"("event_id", "kind", "to_user_id") WHERE "status" = 'pending';
CREATE INDEX "offers_to_user_id_created_at_id_idx" ON "offers"("to_user_id", "created_at", "id");
CREATE INDEX "offers_from_user_id_created_at_id_idx" ON "offers"("from_user_id", "created_at", "id");
CREATE INDEX "offers_event_id_idx" ON "offers"("event_id");
CREATE INDEX "offers_expires_at_idx" ON "offers"("expires_at");

-- Nobody becomes a member of an event without having agreed; who has owned it until now stays as one.
CREATE FUNCTION "require_agreed_member"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM offers WHERE event_id = NEW.event_id AND to_user_id = NEW.user_id AND status = 'accepted')
        AND NOT EXISTS (SELECT FROM events WHERE id = NEW.event_id AND owner_id = NEW.user_id) THEN
        RAISE EXCEPTION 'new row violates check constraint "event_members_agreed"'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'event_members_agreed', TABLE = 'event_members';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "event_members_agreed" BEFORE INSERT OR UPDATE OF "event_id", "user_id" ON "event_members"
    FOR EACH ROW EXECUTE FUNCTION "require_agreed_member"();

-- Nor its owner.
CREATE FUNCTION "require_agreed_owner"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM offers WHERE event_id = NEW.id AND to_user_id = NEW.owner_id AND kind = 'owner' AND status = 'accepted') THEN
        RAISE EXCEPTION 'new row violates check constraint "events_owner_agreed"'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'events_owner_agreed', TABLE = 'events';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "events_owner_agreed" BEFORE UPDATE OF "owner_id" ON "events" FOR EACH ROW
    WHEN (OLD.owner_id IS DISTINCT FROM NEW.owner_id) EXECUTE FUNCTION "require_agreed_owner"();

-- Words that are, or will be, segments of paths where a slug is expected. An event that has one already is found by its id.
ALTER TABLE "event_slugs" DROP CONSTRAINT "event_slugs_not_reserved";
ALTER TABLE "event_slugs" ADD CONSTRAINT "event_slugs_not_reserved" CHECK ("slug" NOT IN (
    'admin', 'announcements', 'api', 'check-ins', 'decisions', 'docs', 'event', 'events', 'health', 'impact', 'invitations',
    'jsonld', 'login', 'logout', 'members', 'mine', 'new', 'null', 'offers', 'openapi', 'ownership', 'problems', 'register',
    'registrations', 'rooms', 'schedule', 'search', 'sessions', 'slots', 'speakers', 'summary', 'tracks', 'undefined', 'users')) NOT VALID;
