-- Whether the public sees an event's schedule before its first release.
CREATE TYPE "ScheduleVisible" AS ENUM ('always', 'released');
ALTER TABLE "event_replicas" ADD COLUMN "schedule_visible" "ScheduleVisible" NOT NULL DEFAULT 'always';
