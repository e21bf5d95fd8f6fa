-- The chassis' own tables, the same in every service.

CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "message_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "payload" JSONB NOT NULL,
    "context" JSONB NOT NULL DEFAULT '{}',
    "occurred_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "published_at" TIMESTAMPTZ(6),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "retry_at" TIMESTAMPTZ(6),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "outbox_message_id_key" ON "outbox"("message_id");
CREATE UNIQUE INDEX "outbox_subject_sequence_key" ON "outbox"("subject", "sequence");
-- What the relay reads: only unpublished rows, so it stays small however large the archive grows.
CREATE INDEX "outbox_unpublished_idx" ON "outbox"("id") WHERE "published_at" IS NULL;
CREATE INDEX "outbox_unpublished_subject_idx" ON "outbox"("subject", "id") WHERE "published_at" IS NULL;
ALTER TABLE "outbox" SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 200);

CREATE TABLE "inbox" (
    "message_id" UUID NOT NULL,
    "consumer" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("message_id", "consumer")
);

CREATE TABLE "idempotency" (
    "principal" TEXT NOT NULL,
    "route" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "claim" TEXT NOT NULL,
    "locked_until" TIMESTAMPTZ(6) NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "status" INTEGER,
    "headers" JSONB,
    "body" TEXT,

    CONSTRAINT "idempotency_pkey" PRIMARY KEY ("principal", "route", "key")
);
CREATE INDEX "idempotency_expires_at_idx" ON "idempotency"("expires_at");

-- Subjects of access tokens, as the issuer's messages say: whose tokens count.
CREATE TABLE "token_subjects" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "disabled" BOOLEAN NOT NULL,
    "signed_out_at" TIMESTAMPTZ(6),

    CONSTRAINT "token_subjects_pkey" PRIMARY KEY ("id")
);
-- What the list of revoked subjects reads: the few that are on it.
CREATE INDEX "token_subjects_disabled" ON "token_subjects"("id") WHERE "disabled";
CREATE INDEX "token_subjects_signed_out" ON "token_subjects"("signed_out_at") WHERE "signed_out_at" IS NOT NULL;

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
-- Entries whose details are still to be emptied.
CREATE INDEX "audit_with_details_idx" ON "audit"("at") WHERE "details" IS NOT NULL;

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

-- Append-only: an entry never changes, but its details may be emptied.
CREATE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.details IS NULL AND to_jsonb(NEW) - 'details' = to_jsonb(OLD) - 'details' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'audit_append_only', TABLE = 'audit';
END $$;
CREATE TRIGGER "audit_append_only" BEFORE UPDATE OR DELETE ON "audit" FOR EACH ROW EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "audit_no_truncate" BEFORE TRUNCATE ON "audit" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();

-- What a service may not do, although it reads and writes the rows of all other tables (docs/decisions/0015-database-roles-of-owner-and-service.md).

-- Of the audit log it may forget details, and nothing else.
REVOKE UPDATE, DELETE ON "audit" FROM ems_service;
GRANT UPDATE ("details") ON "audit" TO ems_service;

-- What has been migrated is the owner's. A shadow database has no such table.
DO $$
BEGIN
    IF to_regclass('_prisma_migrations') IS NOT NULL THEN
        REVOKE ALL ON "_prisma_migrations" FROM ems_service;
    END IF;
END $$;
