-- Of the event's latest move that what hangs on it has followed.
ALTER TABLE "event_replicas" ADD COLUMN "moved_version" INTEGER NOT NULL DEFAULT 0;

-- When something is after the event on which it hangs has moved: what the clocks showed, they show as much later, or earlier,
-- as the event begins.
CREATE FUNCTION moved_time(at TIMESTAMPTZ, from_start TIMESTAMPTZ, from_zone TEXT, to_start TIMESTAMPTZ, to_zone TEXT)
RETURNS TIMESTAMPTZ LANGUAGE sql STABLE AS $$
    SELECT ((at AT TIME ZONE from_zone) + ((to_start AT TIME ZONE to_zone) - (from_start AT TIME ZONE from_zone))) AT TIME ZONE to_zone
$$;
