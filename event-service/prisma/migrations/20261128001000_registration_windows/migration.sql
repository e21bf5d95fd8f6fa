CREATE TYPE "ScheduleVisible" AS ENUM ('always', 'released');

-- When people may register, whether a schedule is public before its first release, and whether lists show the event.
ALTER TABLE "events"
    ADD COLUMN "has_registration" BOOLEAN NOT NULL DEFAULT true,
    ADD COLUMN "registration_opens_at" TIMESTAMPTZ(3),
    ADD COLUMN "registration_closes_at" TIMESTAMPTZ(3),
    ADD COLUMN "registration_paused" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "schedule_visible" "ScheduleVisible" NOT NULL DEFAULT 'always',
    ADD COLUMN "listed" BOOLEAN NOT NULL DEFAULT true,
    ADD CONSTRAINT "events_registration_closes_after_opening" CHECK ("registration_closes_at" > "registration_opens_at"),
    ADD CONSTRAINT "events_without_registration_no_window" CHECK ("has_registration" OR (
        "registration_opens_at" IS NULL AND "registration_closes_at" IS NULL AND NOT "registration_paused"));

-- Nobody registers where or when nobody may, whatever a service believes.
CREATE FUNCTION "require_open_registration"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM events
        WHERE id = NEW.event_id AND status = 'published' AND ends_at > now() AND has_registration AND NOT registration_paused
            AND (registration_opens_at IS NULL OR registration_opens_at <= now())
            AND (registration_closes_at IS NULL OR registration_closes_at > now())) THEN
        RAISE EXCEPTION 'new row violates check constraint "registrations_while_open"'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'registrations_while_open', TABLE = 'registrations';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "registrations_while_open" BEFORE INSERT ON "registrations" FOR EACH ROW
    WHEN (NEW.user_id IS NOT NULL AND NEW.status <> 'cancelled') EXECUTE FUNCTION "require_open_registration"();
