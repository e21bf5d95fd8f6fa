-- How people who have an account are called and reached: a replica of user-service's. A deleted row is a tombstone.
CREATE TABLE "contact_replicas" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "name" TEXT,
    "email" TEXT,
    "language" TEXT,
    "deleted" BOOLEAN NOT NULL DEFAULT false,
    "name_folded" TEXT GENERATED ALWAYS AS (fold_text("name")) STORED,

    CONSTRAINT "contact_replicas_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "contact_replicas_deleted_is_empty" CHECK (NOT "deleted" OR num_nonnulls("name", "email", "language") = 0)
);

-- People without an account, whom the team or a steward has registered at the door: they have a name, a seat at once, and perhaps
-- an address. Of what is forgotten neither account nor name is left.
ALTER TABLE "registrations"
    ADD COLUMN "name" TEXT,
    ADD COLUMN "email" TEXT,
    ADD COLUMN "email_digest" TEXT,
    ADD COLUMN "forgotten_at" TIMESTAMPTZ(3),
    ADD CONSTRAINT "registrations_account_or_name" CHECK (
        num_nonnulls("user_id", "name") = 1
        OR (num_nonnulls("user_id", "name") = 0 AND ("status" = 'cancelled' OR "forgotten_at" IS NOT NULL))),
    ADD CONSTRAINT "registrations_email_has_name" CHECK ("email" IS NULL OR "name" IS NOT NULL),
    ADD CONSTRAINT "registrations_name_length" CHECK (length("name") BETWEEN 1 AND 200),
    ADD CONSTRAINT "registrations_email_length" CHECK (length("email") BETWEEN 3 AND 254),
    ADD CONSTRAINT "registrations_email_with_digest" CHECK (("email" IS NULL) = ("email_digest" IS NULL)),
    ADD CONSTRAINT "registrations_walk_in_has_seat" CHECK ("name" IS NULL OR "status" <> 'waitlisted'),
    ADD CONSTRAINT "registrations_forgotten_is_nobody" CHECK (
        "forgotten_at" IS NULL OR num_nonnulls("user_id", "name", "email") = 0),
    DROP CONSTRAINT "registrations_active_has_user";
-- By it those are found who were registered at the door with the address of an account that is erased.
CREATE INDEX "registrations_email_digest_idx" ON "registrations"("email_digest") WHERE "email_digest" IS NOT NULL;

-- How long after its end an event keeps the personal data of its registrations, when they go, and when they went. What was over
-- for long before this column was there goes a week after its team was told.
ALTER TABLE "events"
    ADD COLUMN "retention_days" INTEGER NOT NULL DEFAULT 180,
    ADD COLUMN "forgets_at" TIMESTAMPTZ(3),
    ADD COLUMN "forgotten_at" TIMESTAMPTZ(3),
    ADD CONSTRAINT "events_retention_days_range" CHECK ("retention_days" BETWEEN 1 AND 3650);
