-- How an event shows itself, and at which hour of its clocks a day of it begins.
ALTER TABLE "events"
    ADD COLUMN "logo_url" TEXT,
    ADD COLUMN "color" TEXT,
    ADD COLUMN "day_starts_at" TEXT NOT NULL DEFAULT '04:00',
    ADD CONSTRAINT "events_logo_url_is_web" CHECK ("logo_url" ~ '^https?://'),
    ADD CONSTRAINT "events_color_is_hexadecimal" CHECK ("color" ~ '^#[0-9a-f]{6}$'),
    ADD CONSTRAINT "events_day_starts_at_is_a_time" CHECK ("day_starts_at" ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$');

-- Copies of schedules whose sessions have one language each. They are made anew by the next read.
DELETE FROM "schedule_snapshots";
