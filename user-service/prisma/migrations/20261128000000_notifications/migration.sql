-- In which language somebody gets mail.
ALTER TABLE "users" ADD COLUMN IF NOT EXISTS "language" TEXT NOT NULL DEFAULT 'en' CHECK ("language" IN ('en', 'de'));

-- What mails tell of events; null, or empty, until an event's next message.
ALTER TABLE "event_replicas"
    ADD COLUMN "status" TEXT,
    ADD COLUMN "starts_at" TIMESTAMPTZ(6),
    ADD COLUMN "ends_at" TIMESTAMPTZ(6),
    ADD COLUMN "timezone" TEXT,
    ADD COLUMN "details" JSONB NOT NULL DEFAULT '{}',
    ADD COLUMN "members" JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN "members_version" INTEGER NOT NULL DEFAULT 0;

CREATE TABLE "registration_replicas" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "event_id" UUID NOT NULL,
    "user_id" UUID,
    "status" TEXT NOT NULL,
    "checked_in" BOOLEAN NOT NULL DEFAULT false,
    "position" INTEGER,
    "name" TEXT,
    "email" TEXT,
    "sealed_ticket" TEXT,
    "forgotten" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "registration_replicas_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "registration_replicas_status_check" CHECK ("status" IN ('confirmed', 'waitlisted', 'cancelled')),
    -- A ticket is good for a seat.
    CONSTRAINT "registration_replicas_ticket_check" CHECK ("sealed_ticket" IS NULL OR "status" = 'confirmed'),
    CONSTRAINT "registration_replicas_forgotten_check"
        CHECK (NOT "forgotten" OR num_nonnulls("user_id", "name", "email", "sealed_ticket") = 0)
);
CREATE INDEX "registration_replicas_event_id_idx" ON "registration_replicas"("event_id");
CREATE INDEX "registration_replicas_user_id_idx" ON "registration_replicas"("user_id");

CREATE TABLE "session_replicas" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "deleted" BOOLEAN NOT NULL DEFAULT false,
    "event_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "announced_status" TEXT NOT NULL,
    "submitter_id" UUID,
    "speaker_ids" UUID[] NOT NULL DEFAULT '{}',

    CONSTRAINT "session_replicas_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "session_replicas_event_id_idx" ON "session_replicas"("event_id");

CREATE TABLE "speaker_replicas" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "deleted" BOOLEAN NOT NULL DEFAULT false,
    "name" TEXT,
    "user_id" UUID,
    "merged_into" UUID,
    "email" TEXT,
    -- Of the message that has said the address, which has a sequence of its own.
    "contact_version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "speaker_replicas_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "speaker_replicas_user_id_idx" ON "speaker_replicas"("user_id");

-- Invitations by mail; of one that has ended the row stays without its address, so that a late message does not bring it back.
CREATE TABLE "invitation_replicas" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "email" TEXT,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "invitation_replicas_pkey" PRIMARY KEY ("id")
);

-- What the public sees of each event's schedule, as it was released last.
CREATE TABLE "release_replicas" (
    "event_id" UUID NOT NULL,
    "released_at" TIMESTAMPTZ(6) NOT NULL,
    "sessions" JSONB NOT NULL,

    CONSTRAINT "release_replicas_pkey" PRIMARY KEY ("event_id")
);

-- What a speaker knows of their times at an event: what the last mail about them has said.
CREATE TABLE "mailed_schedules" (
    "event_id" UUID NOT NULL,
    "speaker_id" UUID NOT NULL,
    "slots" JSONB NOT NULL,

    CONSTRAINT "mailed_schedules_pkey" PRIMARY KEY ("event_id", "speaker_id")
);

-- Kinds of mail that somebody does not want: an account, or an address by its keyed digest.
CREATE TABLE "unsubscriptions" (
    "recipient" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "since" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "unsubscriptions_pkey" PRIMARY KEY ("recipient", "kind")
);

-- Kinds of mail that an event's team does not want to be sent.
CREATE TABLE "muted_kinds" (
    "event_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,

    CONSTRAINT "muted_kinds_pkey" PRIMARY KEY ("event_id", "kind")
);

ALTER TYPE "MailKind" ADD VALUE 'registration_confirmed';
ALTER TYPE "MailKind" ADD VALUE 'registration_waitlisted';
ALTER TYPE "MailKind" ADD VALUE 'registration_promoted';
ALTER TYPE "MailKind" ADD VALUE 'registration_cancelled';
ALTER TYPE "MailKind" ADD VALUE 'event_changed';
ALTER TYPE "MailKind" ADD VALUE 'event_cancelled';
ALTER TYPE "MailKind" ADD VALUE 'session_submitted';
ALTER TYPE "MailKind" ADD VALUE 'session_decided';
ALTER TYPE "MailKind" ADD VALUE 'schedule_released';
ALTER TYPE "MailKind" ADD VALUE 'offer_received';
ALTER TYPE "MailKind" ADD VALUE 'claim_invitation';
ALTER TYPE "MailKind" ADD VALUE 'member_invitation';
ALTER TYPE "MailKind" ADD VALUE 'profile_suggestion';
ALTER TYPE "MailKind" ADD VALUE 'retention_due';

-- What a mail is about, and who gets it where that is not an account: the address is looked up when it is sent.
ALTER TABLE "mails"
    ADD COLUMN "event_id" UUID,
    ADD COLUMN "registration_id" UUID,
    ADD COLUMN "session_id" UUID,
    ADD COLUMN "speaker_id" UUID,
    ADD COLUMN "invitation_id" UUID,
    ADD COLUMN "facts" JSONB NOT NULL DEFAULT '{}',
    ADD COLUMN "outcome" TEXT,
    ADD COLUMN "resent_at" TIMESTAMPTZ(6),
    ADD CONSTRAINT "mails_outcome_check" CHECK ("outcome" IN ('sent', 'rejected', 'unknown', 'expired')),
    -- Only what nobody knows to have arrived is sent a second time.
    ADD CONSTRAINT "mails_resent_check" CHECK ("resent_at" IS NULL OR "outcome" = 'unknown');
CREATE INDEX "mails_event_id_idx" ON "mails"("event_id", "id") WHERE "event_id" IS NOT NULL;
CREATE INDEX "mails_registration_id_idx" ON "mails"("registration_id") WHERE "registration_id" IS NOT NULL;
-- Of the mails about a schedule, those that wait and are to be about the next release too.
CREATE INDEX "mails_waiting_idx" ON "mails"("event_id", "kind") WHERE "claimed_at" IS NULL AND "sent_at" IS NULL AND "failed_at" IS NULL;
