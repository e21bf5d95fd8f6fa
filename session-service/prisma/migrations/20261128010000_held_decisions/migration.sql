-- What a session's own people know of it, where that is not all: decisions of the team are held until they are announced.
ALTER TABLE "sessions"
    ADD COLUMN "announced_status" "SessionStatus",
    ADD COLUMN "announced_version" INTEGER,
    ADD COLUMN "announced_updated_at" TIMESTAMPTZ(6),
    ADD COLUMN "decision_message" TEXT,
    ADD CONSTRAINT "sessions_announced_as_a_whole" CHECK (
        num_nonnulls("announced_status", "announced_version", "announced_updated_at") IN (0, 3)),
    -- What they know has no slots, so it can have none that they do not know of.
    ADD CONSTRAINT "sessions_announced_has_no_slots" CHECK ("announced_status" NOT IN ('accepted', 'confirmed')),
    ADD CONSTRAINT "sessions_held_is_decision" CHECK ("announced_status" = "status"
        OR ("announced_status" IN ('submitted', 'waitlisted', 'rejected') AND "status" IN ('accepted', 'waitlisted', 'rejected'))),
    ADD CONSTRAINT "sessions_announced_before" CHECK ("announced_version" < "version"),
    ADD CONSTRAINT "sessions_message_is_held" CHECK ("decision_message" IS NULL
        OR ("announced_status" IS NOT NULL AND "announced_status" <> "status"));
-- What is to be announced.
CREATE INDEX "sessions_held" ON "sessions" ("event_id", "id") WHERE "announced_status" <> "status";

-- A note is the team's alone, a message goes to those who proposed the session. `held`: not for its own people;
-- `announced_from`: what they knew before.
ALTER TABLE "session_history"
    ADD COLUMN "note" TEXT,
    ADD COLUMN "message" TEXT,
    ADD COLUMN "held" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "announced_from" "SessionStatus",
    DROP CONSTRAINT "session_history_override_has_reason",
    ADD CONSTRAINT "session_history_override_has_note" CHECK (NOT "override" OR coalesce("note", "reason") IS NOT NULL);
-- Why a session is off is public; all else was said among the team.
UPDATE "session_history" SET "note" = "reason", "reason" = NULL
    WHERE "reason" IS NOT NULL AND "action" NOT IN ('cancel', 'withdraw');
