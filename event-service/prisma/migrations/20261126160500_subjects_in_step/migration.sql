-- Accounts of which something newer is known here than at their owner get no event, no seat and no role.
CREATE TRIGGER "events_in_step" BEFORE INSERT OR UPDATE OF "owner_id" ON "events"
    FOR EACH ROW EXECUTE FUNCTION "refuse_subject_ahead"('owner_id');
CREATE TRIGGER "registrations_in_step" BEFORE INSERT ON "registrations"
    FOR EACH ROW EXECUTE FUNCTION "refuse_subject_ahead"('user_id');
CREATE TRIGGER "offers_in_step" BEFORE INSERT OR UPDATE ON "offers"
    FOR EACH ROW EXECUTE FUNCTION "refuse_subject_ahead"('to_user_id');
