-- Where a person who has agreed to speak at an event can be reached by its team. No address: the team may not know it any more.
CREATE TABLE "contact_replicas" (
    "speaker_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "email" TEXT,
    "changed_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "contact_replicas_pkey" PRIMARY KEY ("event_id", "speaker_id")
);
CREATE INDEX "contact_replicas_speaker_id_idx" ON "contact_replicas"("speaker_id");

-- Whether an account has shown that its mailbox is its own.
CREATE TABLE "account_replicas" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "email_verified" BOOLEAN NOT NULL,

    CONSTRAINT "account_replicas_pkey" PRIMARY KEY ("id")
);
