-- Only who is binding is held to one place at a time. As the time of a slot does, it arrives where it is compared as part of a
-- foreign key.
ALTER TABLE "session_speakers" ADD COLUMN "binding" BOOLEAN NOT NULL DEFAULT true;
CREATE UNIQUE INDEX "session_speakers_session_id_speaker_id_binding_key"
    ON "session_speakers" ("session_id", "speaker_id", "binding");
ALTER TABLE "offers" ADD COLUMN "binding" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE "slot_speakers" ADD COLUMN "binding" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE "slot_speakers"
    DROP CONSTRAINT "slot_speakers_speaker_fkey",
    ADD CONSTRAINT "slot_speakers_speaker_fkey" FOREIGN KEY ("session_id", "speaker_id", "binding")
        REFERENCES "session_speakers"("session_id", "speaker_id", "binding") ON DELETE CASCADE ON UPDATE CASCADE,
    -- Who gives one session in two rooms at a time is in no two places: one of them shows the other.
    DROP CONSTRAINT "slot_speakers_no_overlap",
    ADD CONSTRAINT "slot_speakers_no_overlap" EXCLUDE USING gist (
        "speaker_id" WITH =, "session_id" WITH <>, tstzrange("starts_at", "ends_at", '[)') WITH &&
    ) WHERE ("blocks_speakers" AND "binding") DEFERRABLE INITIALLY IMMEDIATE;
-- A room that takes several sessions takes each once at a time; others take no two, whatever they are.
ALTER TABLE "slots" ADD CONSTRAINT "slots_session_no_overlap" EXCLUDE USING gist (
    "session_id" WITH =, "room_id" WITH =, tstzrange("starts_at", "ends_at", '[)') WITH &&
) WHERE ("parallel") DEFERRABLE INITIALLY IMMEDIATE;

CREATE OR REPLACE FUNCTION insert_speakers_of_slot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM sessions WHERE id = NEW.session_id FOR NO KEY UPDATE;
    INSERT INTO slot_speakers (slot_id, session_id, speaker_id, binding, starts_at, ends_at, blocks_speakers)
        SELECT NEW.id, NEW.session_id, speaker_id, binding, NEW.starts_at, NEW.ends_at, NEW.blocks_speakers
        FROM session_speakers WHERE session_id = NEW.session_id ORDER BY speaker_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION insert_slots_of_speaker() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM sessions WHERE id = NEW.session_id FOR NO KEY UPDATE;
    INSERT INTO slot_speakers (slot_id, session_id, speaker_id, binding, starts_at, ends_at, blocks_speakers)
        SELECT id, session_id, NEW.speaker_id, NEW.binding, starts_at, ends_at, blocks_speakers
        FROM slots WHERE session_id = NEW.session_id ORDER BY id;
    RETURN NULL;
END $$;

-- Which of its session's slots one is, from 1, for formats that know slots by an id that is made of it. Given by the database, under
-- the lock that the session's slots are made under, and never changed.
ALTER TABLE "slots" ADD COLUMN "ordinal" INTEGER NOT NULL DEFAULT 1;
UPDATE "slots" SET "ordinal" = numbered.nth
FROM (SELECT id, row_number() OVER (PARTITION BY session_id ORDER BY number) AS nth FROM slots) numbered
WHERE numbered.id = slots.id;
CREATE UNIQUE INDEX "slots_session_id_ordinal_key" ON "slots" ("session_id", "ordinal");
DROP INDEX "slots_session_id_idx";

CREATE FUNCTION number_slot_of_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM sessions WHERE id = NEW.session_id FOR NO KEY UPDATE;
    NEW.ordinal := 1 + coalesce((SELECT max(ordinal) FROM slots WHERE session_id = NEW.session_id), 0);
    RETURN NEW;
END $$;
CREATE TRIGGER "slots_number_of_session" BEFORE INSERT ON "slots"
    FOR EACH ROW EXECUTE FUNCTION number_slot_of_session();
DROP TRIGGER "slots_refuse_change_of_session" ON "slots";
CREATE TRIGGER "slots_refuse_change_of_session" BEFORE UPDATE ON "slots"
    FOR EACH ROW WHEN (OLD.session_id <> NEW.session_id OR OLD.id <> NEW.id OR OLD.ordinal <> NEW.ordinal)
    EXECUTE FUNCTION refuse_change_of_session();
