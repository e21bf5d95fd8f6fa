-- Of the event's latest move.
ALTER TABLE "events" ADD COLUMN "moved_version" INTEGER NOT NULL DEFAULT 0;

-- A change of an event's zone or dates with which all that hangs on it moves: slots, hours and availability follow by message.
CREATE TABLE "event_moves" (
    "event_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "from_starts_at" TIMESTAMPTZ(3) NOT NULL,
    "from_ends_at" TIMESTAMPTZ(3) NOT NULL,
    "from_timezone" TEXT NOT NULL,
    "to_starts_at" TIMESTAMPTZ(3) NOT NULL,
    "to_ends_at" TIMESTAMPTZ(3) NOT NULL,
    "to_timezone" TEXT NOT NULL,

    CONSTRAINT "event_moves_pkey" PRIMARY KEY ("event_id", "version"),
    CONSTRAINT "event_moves_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
