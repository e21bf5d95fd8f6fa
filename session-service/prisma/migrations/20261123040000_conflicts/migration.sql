-- Times are kept as one multirange: what overlaps or touches is one, whatever was written.

-- When a room can be used; where nothing is said, always.
ALTER TABLE "rooms" ADD COLUMN "hours" TSTZMULTIRANGE;

-- How many people the team expects; where nothing is said, no room is too small.
ALTER TABLE "sessions" ADD COLUMN "expected_audience" INTEGER,
    ADD CONSTRAINT "sessions_audience_is_positive" CHECK ("expected_audience" > 0);

-- When what the copy says was told.
ALTER TABLE "event_copies" ADD COLUMN "told_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- What speaker-service's messages told of a speaker's time for one event; empty: nothing is said.
CREATE TABLE "availability_copies" (
    "speaker_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "during" TSTZMULTIRANGE NOT NULL,
    "told_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "availability_copies_pkey" PRIMARY KEY ("event_id", "speaker_id")
);

-- How serious each conflict is to an event's team; what is not named stands at its default.
CREATE TABLE "conflict_settings" (
    "event_id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "severities" JSONB NOT NULL,
    "speaker_buffer_minutes" INTEGER NOT NULL,

    CONSTRAINT "conflict_settings_pkey" PRIMARY KEY ("event_id"),
    CONSTRAINT "conflict_settings_buffer_is_not_negative" CHECK ("speaker_buffer_minutes" >= 0),
    CONSTRAINT "conflict_settings_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event_copies"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
