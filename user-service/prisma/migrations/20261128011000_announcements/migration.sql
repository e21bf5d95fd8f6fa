-- What a team writes to many at once.
CREATE TABLE "announcements" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "audience" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "recipients" INTEGER NOT NULL,
    "skipped" INTEGER NOT NULL,
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "announcements_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "announcements_audience_check"
        CHECK ("audience" IN ('registered', 'checked-in', 'waitlisted', 'speakers', 'submitters', 'team')),
    CONSTRAINT "announcements_subject_check" CHECK (length("subject") BETWEEN 1 AND 150 AND "subject" !~ '[\r\n]'),
    CONSTRAINT "announcements_text_check" CHECK (length("text") BETWEEN 1 AND 5000),
    CONSTRAINT "announcements_counts_check" CHECK ("recipients" >= 0 AND "skipped" >= 0)
);
CREATE INDEX "announcements_event_id_id_idx" ON "announcements"("event_id", "id");

ALTER TYPE "MailKind" ADD VALUE IF NOT EXISTS 'announcement';
ALTER TABLE "mails" ADD COLUMN "announcement_id" UUID REFERENCES "announcements"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "mails_announcement_id_idx" ON "mails"("announcement_id", "user_id") WHERE "announcement_id" IS NOT NULL;
