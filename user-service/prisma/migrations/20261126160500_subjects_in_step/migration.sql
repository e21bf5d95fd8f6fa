-- Whether an account may be erased is decided by who owns which event.
CREATE TRIGGER "erasures_in_step" BEFORE INSERT ON "erasures"
    FOR EACH ROW EXECUTE FUNCTION "refuse_source_ahead"('event-service');
