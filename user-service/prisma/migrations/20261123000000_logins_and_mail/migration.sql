-- Up to when issued, access tokens count no longer: logged out everywhere, disabled, erased, lost a role.
ALTER TABLE "users" ADD COLUMN "signed_out_at" TIMESTAMPTZ(6);

-- What lets the one who used a token get the same successor again, for some seconds; decision 20.
ALTER TABLE "refresh_tokens" ADD COLUMN "successor_salt" TEXT;
ALTER TABLE "refresh_tokens" ADD COLUMN "used_by" TEXT;
CREATE INDEX "refresh_tokens_expires_at_idx" ON "refresh_tokens"("expires_at");

CREATE TYPE "TokenKind" AS ENUM ('reset_password', 'verify_email');

-- One live token of a kind per account: a new one takes the place of the old.
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

-- The outbox of mails. No address, text or token stands here: they are put together when the mail leaves.
CREATE TABLE "mails" (
    "id" UUID NOT NULL,
    "send_key" TEXT NOT NULL,
    "kind" "MailKind" NOT NULL,
    "user_id" UUID,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "claimed_at" TIMESTAMPTZ(6),
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
CREATE INDEX "mails_waiting" ON "mails"("created_at") WHERE "sent_at" IS NULL AND "failed_at" IS NULL;

-- How much was tried lately, by what a key's hash stands for: an account, an address, both.
CREATE TABLE "throttles" (
    "key" TEXT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "until" TIMESTAMPTZ(6) NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "throttles_pkey" PRIMARY KEY ("key")
);
CREATE INDEX "throttles_expires_at_idx" ON "throttles"("expires_at");

-- From where an account has been logged in: strangers' failures do not count against these.
CREATE TABLE "known_devices" (
    "user_id" UUID NOT NULL,
    "device" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "known_devices_pkey" PRIMARY KEY ("user_id", "device"),
    CONSTRAINT "known_devices_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
