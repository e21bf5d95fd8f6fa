CREATE EXTENSION IF NOT EXISTS "btree_gist";

CREATE TABLE "availabilities" (
    "speaker_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "availabilities_pkey" PRIMARY KEY ("speaker_id", "event_id")
);
ALTER TABLE "availabilities" ADD CONSTRAINT "availabilities_speaker_id_fkey"
    FOREIGN KEY ("speaker_id") REFERENCES "speakers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "availability_intervals" (
    "speaker_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(6) NOT NULL,
    "ends_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "availability_intervals_pkey" PRIMARY KEY ("speaker_id", "event_id", "starts_at"),
    CONSTRAINT "availability_intervals_positive" CHECK ("starts_at" < "ends_at"),
    -- With both ends inclusive: two that overlap or touch would be one.
    CONSTRAINT "availability_intervals_apart" EXCLUDE USING GIST (
        "speaker_id" WITH =, "event_id" WITH =, tstzrange("starts_at", "ends_at", '[]') WITH &&)
);
ALTER TABLE "availability_intervals" ADD CONSTRAINT "availability_intervals_speaker_id_event_id_fkey"
    FOREIGN KEY ("speaker_id", "event_id") REFERENCES "availabilities"("speaker_id", "event_id") ON DELETE CASCADE ON UPDATE CASCADE;
