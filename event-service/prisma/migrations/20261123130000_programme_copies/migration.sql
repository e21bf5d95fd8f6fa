-- The last whole programme of each event that both its owners gave: what is shown while one of them is away.
CREATE TABLE "programme_copies" (
    "event_id" UUID NOT NULL,
    "revision" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "programme_copies_pkey" PRIMARY KEY ("event_id"),
    CONSTRAINT "programme_copies_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- Every slot that calendars were ever shown, so that what goes stays as cancelled and its SEQUENCE only grows.
CREATE TABLE "calendar_slots" (
    "slot_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "room_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "title" TEXT NOT NULL,
    "room" TEXT NOT NULL,
    "cancelled" BOOLEAN NOT NULL DEFAULT false,
    "sequence" INTEGER NOT NULL DEFAULT 0,
    "fingerprint" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(0) NOT NULL,

    CONSTRAINT "calendar_slots_pkey" PRIMARY KEY ("slot_id"),
    CONSTRAINT "calendar_slots_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "calendar_slots_sequence_is_a_count" CHECK ("sequence" >= 0)
);
CREATE INDEX "calendar_slots_event_id_starts_at_idx" ON "calendar_slots"("event_id", "starts_at");
