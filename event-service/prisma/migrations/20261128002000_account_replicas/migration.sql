-- Which address an account has, and whether it has shown to be its own, as user-service's messages say.
CREATE TABLE "account_replicas" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "email_digest" TEXT,

    CONSTRAINT "account_replicas_pkey" PRIMARY KEY ("id")
);

-- Those of before count as verified until user-service says what they are, so that nobody is shut out meanwhile.
INSERT INTO "account_replicas" ("id", "version", "email_verified") SELECT "id", 0, true FROM "token_subjects" WHERE NOT "disabled";

-- The version of what is told of an offer: it is one more with each change.
ALTER TABLE "offers" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;

-- Until when a seat is held for whoever has not shown yet that the address of their account is theirs.
ALTER TABLE "registrations" ADD COLUMN "held_until" TIMESTAMPTZ(3);
CREATE INDEX "registrations_held_idx" ON "registrations"("held_until") WHERE "held_until" IS NOT NULL AND "status" <> 'cancelled';
