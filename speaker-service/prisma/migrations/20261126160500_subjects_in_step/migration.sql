-- Nothing is written that belongs to an event or an account of which something newer is known here than at its owner.
CREATE TRIGGER "availabilities_in_step" BEFORE INSERT OR UPDATE OR DELETE ON "availabilities"
    FOR EACH ROW EXECUTE FUNCTION "refuse_subject_ahead"('event_id');
CREATE TRIGGER "speakers_in_step" BEFORE INSERT OR UPDATE OF "user_id" ON "speakers"
    FOR EACH ROW EXECUTE FUNCTION "refuse_subject_ahead"('user_id', 'created_by');
-- A profile that is on no session can be deleted, or merged; which are is what session-service says.
CREATE TRIGGER "speakers_deleted_in_step" BEFORE DELETE ON "speakers"
    FOR EACH ROW EXECUTE FUNCTION "refuse_source_ahead"('session-service');
