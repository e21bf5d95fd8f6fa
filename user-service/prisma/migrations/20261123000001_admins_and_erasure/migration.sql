-- What admins search in. Trusted since PostgreSQL 13, so the database's owner may make it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX "users_words" ON "users" USING gin (lower("name" || ' ' || "email") gin_trgm_ops);

-- Where there was an active admin there stays one. The lock makes those who take away an admin come one after the other,
-- so that each counts what the one before has left.
CREATE FUNCTION "keep_an_admin"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.role = 'admin' AND OLD.status = 'active'
        AND (TG_OP = 'DELETE' OR NEW.role <> 'admin' OR NEW.status <> 'active') THEN
        PERFORM pg_advisory_xact_lock(7301003);
        IF NOT EXISTS (SELECT FROM users WHERE role = 'admin' AND status = 'active' AND id <> OLD.id) THEN
            RAISE EXCEPTION 'new row violates check constraint "users_last_admin"'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'users_last_admin', TABLE = 'users';
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "users_last_admin" AFTER UPDATE OR DELETE ON "users" FOR EACH ROW EXECUTE FUNCTION "keep_an_admin"();

ALTER TABLE "users" ADD COLUMN "erased_at" TIMESTAMPTZ(6);

CREATE TABLE "erasures" (
    "user_id" UUID NOT NULL,
    "requested_by" UUID NOT NULL,
    "requested_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "erasures_pkey" PRIMARY KEY ("user_id"),
    CONSTRAINT "erasures_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE "erasure_receipts" (
    "user_id" UUID NOT NULL,
    "service" TEXT NOT NULL,
    "done_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "erasure_receipts_pkey" PRIMARY KEY ("user_id", "service"),
    CONSTRAINT "erasure_receipts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "erasures"("user_id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- What event-service tells of events: who owns one that still takes place cannot be erased.
CREATE TABLE "event_copies" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "owner_id" UUID,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "open" BOOLEAN NOT NULL,

    CONSTRAINT "event_copies_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "event_copies_owner_id_idx" ON "event_copies"("owner_id");
