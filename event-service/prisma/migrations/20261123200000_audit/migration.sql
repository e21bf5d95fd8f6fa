-- The audit log: what was done, by whom, each entry chained to the one before. The same in every service.

CREATE TABLE "audit" (
    "number" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "action" TEXT NOT NULL,
    "actor" UUID,
    "subject" TEXT,
    "facts" JSONB NOT NULL,
    "request_id" TEXT,
    "details" JSONB,
    "details_digest" TEXT,
    "previous" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("number")
);
-- No entry has two successors.
CREATE UNIQUE INDEX "audit_previous_key" ON "audit"("previous");
CREATE INDEX "audit_actor_idx" ON "audit"("actor");
CREATE INDEX "audit_subject_idx" ON "audit"("subject");
-- Details that are still to be forgotten.
CREATE INDEX "audit_detailed" ON "audit"("at") WHERE "details" IS NOT NULL;

-- Entries come one after the other, so the lock is held until the commit: an entry is the last thing a transaction writes.
-- The hash covers the digest of the details and not themselves, so they can be forgotten and the chain still holds; their
-- nonce keeps them from being guessed from the digest.
CREATE FUNCTION "chain_audit"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7301004);
    SELECT number + 1, hash INTO NEW.number, NEW.previous FROM audit ORDER BY number DESC LIMIT 1;
    NEW.number := coalesce(NEW.number, 1);
    NEW.previous := coalesce(NEW.previous, '');
    NEW.at := clock_timestamp();
    NEW.details := NEW.details || jsonb_build_object('nonce', gen_random_uuid());
    NEW.details_digest := encode(sha256(convert_to(NEW.details::text, 'UTF8')), 'hex');
    NEW.hash := encode(sha256(convert_to(jsonb_build_array(
        NEW.previous, NEW.number, to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        NEW.action, NEW.actor, NEW.subject, NEW.facts, NEW.request_id, NEW.details_digest)::text, 'UTF8')), 'hex');
    RETURN NEW;
END $$;
CREATE TRIGGER "audit_chain" BEFORE INSERT ON "audit" FOR EACH ROW EXECUTE FUNCTION "chain_audit"();

-- What stands, stands: only details may be forgotten.
CREATE FUNCTION "keep_audit"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.details IS NULL AND to_jsonb(NEW) - 'details' = to_jsonb(OLD) - 'details' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'audit_append_only', TABLE = 'audit';
END $$;
CREATE TRIGGER "audit_append_only" BEFORE UPDATE OR DELETE ON "audit" FOR EACH ROW EXECUTE FUNCTION "keep_audit"();
CREATE TRIGGER "audit_whole" BEFORE TRUNCATE ON "audit" FOR EACH STATEMENT EXECUTE FUNCTION "keep_audit"();
