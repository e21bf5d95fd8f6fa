-- When an event was cancelled: a scan of before then, sent by a device that was offline, still counts.
ALTER TABLE "events" ADD COLUMN "cancelled_at" TIMESTAMPTZ(3);
UPDATE "events" SET "cancelled_at" = "updated_at" WHERE "status" = 'cancelled';

-- A check-in is of a ticket that was valid when it was scanned, and only ever moves to an earlier scan.
CREATE FUNCTION "check_time_of_check_in"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.checked_in_at > OLD.checked_in_at
        OR EXISTS (SELECT FROM registrations WHERE id = NEW.registration_id AND cancelled_at <= NEW.checked_in_at) THEN
        RAISE EXCEPTION 'new row violates check constraint "check_ins_while_valid"'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'check_ins_while_valid', TABLE = 'check_ins';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "check_ins_while_valid" BEFORE INSERT OR UPDATE OF "checked_in_at" ON "check_ins"
    FOR EACH ROW EXECUTE FUNCTION "check_time_of_check_in"();
