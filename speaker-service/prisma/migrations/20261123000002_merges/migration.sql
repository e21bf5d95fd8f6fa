-- Where the ids of profiles that were merged lead. `into_id` is always a profile that stands, so one step is enough.
CREATE TABLE "merged_speakers" (
    "id" UUID NOT NULL,
    "into_id" UUID NOT NULL,

    CONSTRAINT "merged_speakers_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "merged_speakers_into_id_idx" ON "merged_speakers"("into_id");
ALTER TABLE "merged_speakers" ADD CONSTRAINT "merged_speakers_into_id_fkey"
    FOREIGN KEY ("into_id") REFERENCES "speakers"("id") ON DELETE CASCADE ON UPDATE CASCADE;
