-- Whether name, address and language were published. FALSE, as for accounts of before: the service publishes them.
ALTER TABLE "users" ADD COLUMN "contact_published" BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX "users_contact_unpublished_idx" ON "users"("id") WHERE NOT "contact_published" AND "erased_at" IS NULL;

-- A new address of an account: first to be confirmed by who has its mailbox, then, for a while, to be undone by who has the old one.
CREATE TABLE "email_changes" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "new_email" TEXT NOT NULL,
    "old_email" TEXT,
    -- SHA-256 of the token that a mail carries: to confirm, and after that to undo.
    "token_hash" TEXT,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "confirmed_at" TIMESTAMPTZ(6),

    CONSTRAINT "email_changes_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "email_changes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "email_changes_new_email_is_lower_case" CHECK ("new_email" = lower("new_email")),
    CONSTRAINT "email_changes_old_email_once_confirmed" CHECK (("old_email" IS NULL) = ("confirmed_at" IS NULL))
);
CREATE UNIQUE INDEX "email_changes_token_hash_key" ON "email_changes"("token_hash");
CREATE INDEX "email_changes_user_id_idx" ON "email_changes"("user_id");
CREATE INDEX "email_changes_expires_at_idx" ON "email_changes"("expires_at");
-- A new request replaces the one before, as long as that is not confirmed.
CREATE UNIQUE INDEX "email_changes_one_unconfirmed" ON "email_changes"("user_id") WHERE "confirmed_at" IS NULL;
CREATE INDEX "email_changes_old_email_idx" ON "email_changes"("old_email") WHERE "old_email" IS NOT NULL;

-- As long as a change can be undone, its old address is nobody else's: otherwise whoever took an account away would take the address
-- too, and nothing could be undone. After the row, whose index has waited for whoever just gave the address up.
CREATE FUNCTION "refuse_reserved_email"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM email_changes
        WHERE old_email = NEW.email AND user_id <> NEW.id AND expires_at > clock_timestamp()) THEN
        RAISE EXCEPTION 'new row violates check constraint "users_email_reserved"'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'users_email_reserved', TABLE = 'users';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "users_email_reserved" AFTER INSERT OR UPDATE OF "email" ON "users"
    FOR EACH ROW EXECUTE FUNCTION "refuse_reserved_email"();

ALTER TYPE "MailKind" ADD VALUE IF NOT EXISTS 'confirm_email';
ALTER TYPE "MailKind" ADD VALUE IF NOT EXISTS 'email_changed';
-- Where such a mail goes, and what its token is of.
ALTER TABLE "mails" ADD COLUMN "email_change_id" UUID
    REFERENCES "email_changes"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "mails_email_change_id_idx" ON "mails"("email_change_id");
