-- Keyed digests of addresses, by which an account's is found where somebody wrote it down; the key is in no database. The service
-- completes those that are missing.
ALTER TABLE "speakers" ADD COLUMN "email_digest" TEXT;
ALTER TABLE "invitations" ADD COLUMN "email_digest" TEXT;
CREATE INDEX "speakers_email_digest_idx" ON "speakers"("email_digest");
CREATE INDEX "invitations_email_digest_idx" ON "invitations"("email_digest");
CREATE INDEX "speakers_without_digest_idx" ON "speakers"("id") WHERE "email" IS NOT NULL AND "email_digest" IS NULL;
CREATE INDEX "invitations_without_digest_idx" ON "invitations"("id") WHERE "email_digest" IS NULL;

-- Another address has another digest, whatever code path writes it.
CREATE FUNCTION "forget_email_digest"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    NEW.email_digest := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER "speakers_forget_email_digest" BEFORE UPDATE OF "email" ON "speakers" FOR EACH ROW
    WHEN (OLD."email" IS DISTINCT FROM NEW."email") EXECUTE FUNCTION "forget_email_digest"();
