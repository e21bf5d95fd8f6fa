CREATE TYPE "RegistrationStatus" AS ENUM ('confirmed', 'waitlisted', 'cancelled');

-- The place in line that was given out last; places only grow, so the order of a waitlist never changes.
ALTER TABLE "event_seats" ADD COLUMN "last_in_line" INTEGER NOT NULL DEFAULT 0;

CREATE TABLE "registrations" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "user_id" UUID,
    "status" "RegistrationStatus" NOT NULL,
    "in_line" INTEGER,
    "ticket_code" TEXT,
    "confirmed_at" TIMESTAMPTZ(3),
    "cancelled_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "registrations_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "registrations_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "registrations_live_ones_are_somebodys" CHECK ("user_id" IS NOT NULL OR "status" = 'cancelled'),
    CONSTRAINT "registrations_confirmed_ones_have_a_ticket" CHECK (
        "status" <> 'confirmed' OR ("ticket_code" IS NOT NULL AND "confirmed_at" IS NOT NULL)),
    CONSTRAINT "registrations_waiting_ones_stand_in_line" CHECK (
        "status" <> 'waitlisted' OR ("in_line" IS NOT NULL AND "ticket_code" IS NULL)),
    CONSTRAINT "registrations_cancelled_at_a_time" CHECK (("status" = 'cancelled') = ("cancelled_at" IS NOT NULL))
);
CREATE UNIQUE INDEX "registrations_ticket_code_key" ON "registrations"("ticket_code");
-- One live registration per person and event, and no two in the same place in line.
CREATE UNIQUE INDEX "registrations_one_live_each" ON "registrations"("event_id", "user_id") WHERE "status" <> 'cancelled';
CREATE UNIQUE INDEX "registrations_waitlist" ON "registrations"("event_id", "in_line") WHERE "status" = 'waitlisted';
CREATE INDEX "registrations_event_id_created_at_id_idx" ON "registrations"("event_id", "created_at", "id");
CREATE INDEX "registrations_user_id_created_at_id_idx" ON "registrations"("user_id", "created_at", "id");
