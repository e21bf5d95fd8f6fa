-- A keyed digest of the address, by which other services find it where somebody wrote it down; the key is in no database. NULL: the
-- service completes it, and publishes the account anew.
ALTER TABLE "users" ADD COLUMN "email_digest" TEXT;
CREATE INDEX "users_without_digest_idx" ON "users"("id") WHERE "email_digest" IS NULL AND "erased_at" IS NULL;
