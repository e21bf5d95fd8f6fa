-- Accounts

CREATE TYPE "Role" AS ENUM ('member', 'admin');
CREATE TYPE "AccountStatus" AS ENUM ('active', 'disabled');

CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "role" "Role" NOT NULL DEFAULT 'member',
    "status" "AccountStatus" NOT NULL DEFAULT 'active',
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    -- Access tokens issued up to then are no longer valid: logged out everywhere, disabled, erased, lost a role.
    "signed_out_at" TIMESTAMPTZ(6),
    -- The row stays, anonymized.
    "erased_at" TIMESTAMPTZ(6),

    CONSTRAINT "users_pkey" PRIMARY KEY ("id"),
    -- Addresses are compared in lower case, so no other form may be stored.
    CONSTRAINT "users_email_is_lower_case" CHECK ("email" = lower("email"))
);
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- What admins search in. Trusted since PostgreSQL 13, so the database's owner may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX "users_name_email_trgm_idx" ON "users" USING gin (lower("name" || ' ' || "email") gin_trgm_ops);

-- An active admin remains, where there is one. The lock serializes those who take away an admin, so that each counts what
-- the one before has left.
CREATE FUNCTION "require_active_admin"() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER "users_last_admin" AFTER UPDATE OR DELETE ON "users" FOR EACH ROW EXECUTE FUNCTION "require_active_admin"();

-- Logins

-- One login on one device, with the refresh tokens that descend from it.
CREATE TABLE "token_families" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "agent" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ends_at" TIMESTAMPTZ(6) NOT NULL,
    "revoked_at" TIMESTAMPTZ(6),

    CONSTRAINT "token_families_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "token_families_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "token_families_user_id_idx" ON "token_families"("user_id");

CREATE TABLE "refresh_tokens" (
    "hash" TEXT NOT NULL,
    "family_id" UUID NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "used_at" TIMESTAMPTZ(6),
    -- Both let the client that used a token get the same successor again, for some seconds.
    "successor_salt" TEXT,
    "used_by" TEXT,

    CONSTRAINT "refresh_tokens_pkey" PRIMARY KEY ("hash"),
    CONSTRAINT "refresh_tokens_family_id_fkey" FOREIGN KEY ("family_id") REFERENCES "token_families"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "refresh_tokens_family_id_idx" ON "refresh_tokens"("family_id");
CREATE INDEX "refresh_tokens_expires_at_idx" ON "refresh_tokens"("expires_at");

-- Devices that an account was logged in on: strangers' failures do not lock these out.
CREATE TABLE "known_devices" (
    "user_id" UUID NOT NULL,
    "device" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "known_devices_pkey" PRIMARY KEY ("user_id", "device"),
    CONSTRAINT "known_devices_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- Rate limits. What is counted is in the key as a hash: an account, an address, or both.
CREATE TABLE "throttles" (
    "key" TEXT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "until" TIMESTAMPTZ(6) NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "throttles_pkey" PRIMARY KEY ("key")
);
CREATE INDEX "throttles_expires_at_idx" ON "throttles"("expires_at");

-- Mails

CREATE TYPE "TokenKind" AS ENUM ('reset_password', 'verify_email');

-- One valid token of a kind per account: a new one replaces the old.
CREATE TABLE "one_time_tokens" (
    "user_id" UUID NOT NULL,
    "kind" "TokenKind" NOT NULL,
    "hash" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "one_time_tokens_pkey" PRIMARY KEY ("user_id", "kind"),
    CONSTRAINT "one_time_tokens_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "one_time_tokens_hash_key" ON "one_time_tokens"("hash");

CREATE TYPE "MailKind" AS ENUM ('reset_password', 'verify_email', 'password_changed');

-- The outbox of mails, without address, text or token: a mail is rendered when it is sent.
CREATE TABLE "mails" (
    "id" UUID NOT NULL,
    "send_key" TEXT NOT NULL,
    "kind" "MailKind" NOT NULL,
    "user_id" UUID,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "claimed_at" TIMESTAMPTZ(6),
    -- From then on only the mail server knows whether the mail has arrived.
    "handed_over_at" TIMESTAMPTZ(6),
    "sent_at" TIMESTAMPTZ(6),
    "failed_at" TIMESTAMPTZ(6),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "retry_at" TIMESTAMPTZ(6),
    "last_error" TEXT,

    CONSTRAINT "mails_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "mails_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "mails_send_key_key" ON "mails"("send_key");
CREATE INDEX "mails_user_id_idx" ON "mails"("user_id");
CREATE INDEX "mails_pending_idx" ON "mails"("created_at") WHERE "sent_at" IS NULL AND "failed_at" IS NULL;

-- Erasure

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

-- Replica of event-service's events: an account that owns one which still takes place cannot be erased.
CREATE TABLE "event_replicas" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "owner_id" UUID,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "open" BOOLEAN NOT NULL,

    CONSTRAINT "event_replicas_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "event_replicas_owner_id_idx" ON "event_replicas"("owner_id");
