-- Nothing is written that belongs to an event or a profile of which something newer is known here than at its owner.
CREATE TRIGGER "rooms_in_step" BEFORE INSERT OR UPDATE OR DELETE ON "rooms"
    FOR EACH ROW EXECUTE FUNCTION "refuse_subject_ahead"('event_id');
CREATE TRIGGER "tracks_in_step" BEFORE INSERT OR UPDATE OR DELETE ON "tracks"
    FOR EACH ROW EXECUTE FUNCTION "refuse_subject_ahead"('event_id');
CREATE TRIGGER "sessions_in_step" BEFORE INSERT OR UPDATE OR DELETE ON "sessions"
    FOR EACH ROW EXECUTE FUNCTION "refuse_subject_ahead"('event_id');
CREATE TRIGGER "slots_in_step" BEFORE INSERT OR UPDATE OR DELETE ON "slots"
    FOR EACH ROW EXECUTE FUNCTION "refuse_subject_ahead"('event_id');
CREATE TRIGGER "offers_in_step" BEFORE INSERT OR UPDATE ON "offers"
    FOR EACH ROW EXECUTE FUNCTION "refuse_subject_ahead"('event_id', 'speaker_id', 'to_user_id');
CREATE TRIGGER "conflict_settings_in_step" BEFORE INSERT OR UPDATE OR DELETE ON "conflict_settings"
    FOR EACH ROW EXECUTE FUNCTION "refuse_subject_ahead"('event_id');
CREATE TRIGGER "schedule_versions_in_step" BEFORE INSERT ON "schedule_versions"
    FOR EACH ROW EXECUTE FUNCTION "refuse_subject_ahead"('event_id');
-- Whoever is ahead can be taken off a session.
CREATE TRIGGER "session_speakers_in_step" BEFORE INSERT OR UPDATE ON "session_speakers"
    FOR EACH ROW EXECUTE FUNCTION "refuse_subject_ahead"('speaker_id');
