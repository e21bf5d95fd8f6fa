-- What keeps a speaker in one place is kept by the database alone, and no statement takes it away.

-- A row goes with its slot or its speaker, by their foreign keys.
CREATE FUNCTION refuse_gap_in_slot_speakers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM slots s JOIN session_speakers p ON p.session_id = s.session_id
        WHERE s.id = OLD.slot_id AND p.speaker_id = OLD.speaker_id) THEN
        RAISE EXCEPTION 'a speaker of a session is where its slots are'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'slot_speakers_are_complete';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "slot_speakers_are_complete" AFTER DELETE ON "slot_speakers"
    FOR EACH ROW EXECUTE FUNCTION refuse_gap_in_slot_speakers();

-- Both rules hold when a transaction ends: an event and its slots change one after the other.
CREATE FUNCTION require_slot_of_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM slots s JOIN event_replicas e ON e.id = s.event_id
        WHERE s.id = NEW.id AND NOT s.blocks_speakers AND e.status <> 'cancelled' AND NOT e.deleted) THEN
        RAISE EXCEPTION 'the slots of an event that takes place block their speakers'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'slots_block_speakers';
    END IF;
    IF EXISTS (SELECT FROM slots s JOIN event_replicas e ON e.id = s.event_id
        WHERE s.id = NEW.id AND (s.starts_at < e.starts_at OR s.ends_at > e.ends_at) AND e.status <> 'cancelled' AND NOT e.deleted) THEN
        RAISE EXCEPTION 'a slot lies within its event'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'slots_within_event';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "slots_fit_event" AFTER INSERT OR UPDATE OF "starts_at", "ends_at", "blocks_speakers" ON "slots"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_slot_of_event();

-- As before, and the number by which other formats know a slot stays too: a new one could be had by DEFAULT.
DROP TRIGGER "slots_refuse_change_of_session" ON "slots";
CREATE TRIGGER "slots_refuse_change_of_session" BEFORE UPDATE ON "slots" FOR EACH ROW
    WHEN (OLD.session_id <> NEW.session_id OR OLD.id <> NEW.id OR OLD.ordinal <> NEW.ordinal OR OLD.number <> NEW.number)
    EXECUTE FUNCTION refuse_change_of_session();
