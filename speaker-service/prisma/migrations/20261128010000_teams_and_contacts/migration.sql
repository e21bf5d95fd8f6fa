-- Who the team of an event is, as event-service's messages say; of an event of before, nobody until its next message.
ALTER TABLE "event_replicas" ADD COLUMN "owner_id" UUID;
ALTER TABLE "event_replicas" ADD COLUMN "organizer_ids" UUID[] NOT NULL DEFAULT ARRAY[]::UUID[];
ALTER TABLE "event_replicas" ADD COLUMN "members_version" INTEGER NOT NULL DEFAULT 0;

-- The status as the people of a session know it: a decision that is not announced yet is not in it. Null: as it is.
ALTER TABLE "session_replicas" ADD COLUMN "announced_status" TEXT;
CREATE INDEX "session_replicas_event_id_idx" ON "session_replicas"("event_id");

-- The address that the others were told last. Null for none: those of before are told by the service once.
ALTER TABLE "speakers" ADD COLUMN "told_email" TEXT;

-- What the team of an event was told last of a person who has agreed to speak there.
CREATE TABLE "shared_contacts" (
    "speaker_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "email" TEXT NOT NULL,

    CONSTRAINT "shared_contacts_pkey" PRIMARY KEY ("speaker_id", "event_id"),
    CONSTRAINT "shared_contacts_speaker_id_fkey"
        FOREIGN KEY ("speaker_id") REFERENCES "speakers"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "shared_contacts_event_id_idx" ON "shared_contacts"("event_id");
