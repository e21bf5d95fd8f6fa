-- Who is in which schedule, so that a changed profile makes those composed anew that show it, and no others.
CREATE TABLE "schedule_speakers" (
    "speaker_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,

    CONSTRAINT "schedule_speakers_pkey" PRIMARY KEY ("speaker_id", "event_id"),
    CONSTRAINT "schedule_speakers_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- For the cascade.
CREATE INDEX "schedule_speakers_event_id_idx" ON "schedule_speakers"("event_id");
