-- What a service knows of the histories of those whose messages it consumes: one that is restored to an earlier copy of its
-- database says so by the start of a timeline, and what was received of the history that it has lost is found.
ALTER TABLE "inbox"
    ADD COLUMN "type" TEXT,
    ADD COLUMN "subject" TEXT,
    ADD COLUMN "sequence" INTEGER,
    ADD COLUMN "timeline" UUID,
    ADD COLUMN "position" BIGINT;
CREATE INDEX "inbox_timeline_position_idx" ON "inbox"("timeline", "position");

CREATE TABLE "known_timelines" (
    "timeline" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "after" BIGINT NOT NULL,
    "tail_from" BIGINT NOT NULL,
    "tail" UUID[],

    CONSTRAINT "known_timelines_pkey" PRIMARY KEY ("timeline")
);
CREATE INDEX "known_timelines_source_started_at_idx" ON "known_timelines"("source", "started_at");

CREATE TABLE "subjects_ahead" (
    "source" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "found_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "subjects_ahead_pkey" PRIMARY KEY ("source", "subject")
);
CREATE INDEX "subjects_ahead_subject_idx" ON "subjects_ahead"("subject");

-- A fact is lost where a later timeline of its source does not go on from it: its position comes after the point at which that
-- one began, or is another message's there.
CREATE FUNCTION "is_lost_fact"("of_timeline" UUID, "at_position" BIGINT, "message" UUID) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM known_timelines own JOIN known_timelines later
            ON later.source = own.source AND later.started_at > own.started_at
        WHERE own.timeline = of_timeline AND at_position >= later.tail_from
            AND (at_position > later.after OR message <> ALL (later.tail)))
$$;

-- Nothing is written that belongs to a subject which is ahead of its owner; what the owner says of it, and what follows, is. The
-- arguments are the columns that name the subjects.
CREATE FUNCTION "refuse_subject_ahead"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    written JSONB;
BEGIN
    IF current_setting('ems.from_message', true) IS DISTINCT FROM 'on' AND EXISTS (SELECT FROM subjects_ahead) THEN
        written := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
        IF EXISTS (SELECT FROM subjects_ahead WHERE subject IN (SELECT written ->> name FROM unnest(TG_ARGV) AS name)) THEN
            RAISE EXCEPTION 'new row violates check constraint "subject_in_step"'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'subject_in_step', TABLE = TG_TABLE_NAME;
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;

-- The same, for what is decided by all that is known of a service, which the argument names.
CREATE FUNCTION "refuse_source_ahead"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('ems.from_message', true) IS DISTINCT FROM 'on'
        AND EXISTS (SELECT FROM subjects_ahead WHERE source = TG_ARGV[0]) THEN
        RAISE EXCEPTION 'new row violates check constraint "subject_in_step"'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'subject_in_step', TABLE = TG_TABLE_NAME;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
