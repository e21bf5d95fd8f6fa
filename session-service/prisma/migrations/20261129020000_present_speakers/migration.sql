SET lock_timeout = '3s';

-- Nobody is put on a session, or offered a part, by a profile that is gone. Whoever deletes or merges it locks its row before looking
-- for its sessions: so either they see this row, or this sees that it is gone.
CREATE FUNCTION "require_present_speaker"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM speaker_replicas WHERE id = NEW.speaker_id AND NOT deleted FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'new row violates check constraint "speaker_present"'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'speaker_present', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "speaker_present" BEFORE INSERT ON "session_speakers"
    FOR EACH ROW EXECUTE FUNCTION "require_present_speaker"();
CREATE TRIGGER "speaker_present" BEFORE INSERT ON "offers"
    FOR EACH ROW EXECUTE FUNCTION "require_present_speaker"();
