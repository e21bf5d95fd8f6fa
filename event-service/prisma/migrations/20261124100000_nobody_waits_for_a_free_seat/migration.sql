-- Within a transaction a seat may be free for a moment, before it is given to who waits longest; at its end nobody may
-- wait for one. A CHECK cannot be put off until then.
CREATE FUNCTION "nobody_waits_for_a_free_seat"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM event_seats
        WHERE event_id = NEW.event_id AND waitlisted > 0 AND taken < coalesce(capacity, 2147483647)
    ) THEN
        RAISE EXCEPTION 'new row violates check constraint "event_seats_nobody_waits_for_a_free_one"'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'event_seats_nobody_waits_for_a_free_one', TABLE = 'event_seats';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "event_seats_nobody_waits_for_a_free_one" AFTER INSERT OR UPDATE ON "event_seats"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "nobody_waits_for_a_free_seat"();
