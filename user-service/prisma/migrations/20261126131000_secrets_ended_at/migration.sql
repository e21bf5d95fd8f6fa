-- Secrets derived from the account up to then, such as calendar feeds, are no longer valid.
ALTER TABLE "users" ADD COLUMN "secrets_ended_at" TIMESTAMPTZ(6);
-- What the list of ended logins reads: the few of the last minutes.
CREATE INDEX "token_families_revoked_at_idx" ON "token_families"("revoked_at") WHERE "revoked_at" IS NOT NULL;
CREATE INDEX "users_signed_out_at_idx" ON "users"("signed_out_at") WHERE "signed_out_at" IS NOT NULL;
