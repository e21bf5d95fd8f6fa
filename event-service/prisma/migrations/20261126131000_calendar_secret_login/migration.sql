-- A feed's secret ends with the login that it was made in. NULL: made before logins were noted down.
ALTER TABLE "calendar_secrets" ADD COLUMN "sid" UUID;
CREATE INDEX "calendar_secrets_sid_idx" ON "calendar_secrets"("sid");

-- Whichever is first, the secret or the end of its login: no secret of an ended login stays. The lock is that of the chassis, by
-- which one sees the other.
CREATE FUNCTION "refuse_secret_of_ended_login"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('login ' || NEW.sid, 0));
    IF EXISTS (SELECT FROM ended_logins WHERE sid = NEW.sid) THEN
        RAISE EXCEPTION 'new row violates check constraint "calendar_secrets_login"'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'calendar_secrets_login', TABLE = 'calendar_secrets';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "calendar_secrets_login" BEFORE INSERT OR UPDATE ON "calendar_secrets"
    FOR EACH ROW WHEN (NEW.sid IS NOT NULL) EXECUTE FUNCTION "refuse_secret_of_ended_login"();
