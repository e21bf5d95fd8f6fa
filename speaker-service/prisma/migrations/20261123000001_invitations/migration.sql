CREATE TABLE "invitations" (
    "id" UUID NOT NULL,
    "speaker_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "invitations_token_hash_key" ON "invitations"("token_hash");
CREATE UNIQUE INDEX "invitations_speaker_id_email_key" ON "invitations"("speaker_id", "email");
CREATE INDEX "invitations_expires_at_idx" ON "invitations"("expires_at");
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_speaker_id_fkey"
    FOREIGN KEY ("speaker_id") REFERENCES "speakers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- An invitation is to the person at an address. It ends when the profile gets another address, and all end once the
-- person has come, whatever code path writes that.
CREATE FUNCTION "end_invitations"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM invitations WHERE speaker_id = NEW.id AND (NEW.user_id IS NOT NULL OR email IS DISTINCT FROM NEW.email);
    RETURN NULL;
END $$;
CREATE TRIGGER "speakers_end_invitations" AFTER UPDATE OF "email", "user_id" ON "speakers" FOR EACH ROW
    WHEN (OLD."email" IS DISTINCT FROM NEW."email" OR OLD."user_id" IS DISTINCT FROM NEW."user_id")
    EXECUTE FUNCTION "end_invitations"();
