CREATE TYPE "MemberInvitationStatus" AS ENUM ('pending', 'accepted', 'withdrawn', 'expired');

-- A role in an event, offered to an address: whoever has the account with it may accept. The address goes with the answer.
CREATE TABLE "member_invitations" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "email" TEXT,
    "email_digest" TEXT,
    "role" "MemberRole" NOT NULL,
    "invited_by" UUID NOT NULL,
    "status" "MemberInvitationStatus" NOT NULL DEFAULT 'pending',
    "resends" INTEGER NOT NULL DEFAULT 0,
    "resends_since" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "member_invitations_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "member_invitations_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "member_invitations_expires_later" CHECK ("expires_at" > "created_at"),
    CONSTRAINT "member_invitations_pending_has_address" CHECK (
        ("status" = 'pending') = ("email" IS NOT NULL) AND ("status" = 'pending') = ("email_digest" IS NOT NULL))
);
CREATE UNIQUE INDEX "member_invitations_one_pending" ON "member_invitations"("event_id", "email_digest") WHERE "status" = 'pending';
CREATE INDEX "member_invitations_event_id_created_at_idx" ON "member_invitations"("event_id", "created_at");
CREATE INDEX "member_invitations_invited_by_created_at_idx" ON "member_invitations"("invited_by", "created_at");
CREATE INDEX "member_invitations_email_digest_idx" ON "member_invitations"("email_digest");
CREATE INDEX "member_invitations_expires_at_idx" ON "member_invitations"("expires_at");

-- What has been published once says whom no more, should it be published again: when the address goes, and with the whole event.
CREATE FUNCTION "forget_invited_address"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE outbox SET payload = jsonb_set(payload, '{email}', '""')
    WHERE subject = OLD.id::text AND type = 'event.member-invited.v1' AND published_at IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER "member_invitations_address_is_gone" AFTER UPDATE OF "email" ON "member_invitations" FOR EACH ROW
    WHEN (OLD.email IS NOT NULL AND NEW.email IS NULL) EXECUTE FUNCTION "forget_invited_address"();
CREATE TRIGGER "member_invitations_is_gone" AFTER DELETE ON "member_invitations" FOR EACH ROW
    WHEN (OLD.email IS NOT NULL) EXECUTE FUNCTION "forget_invited_address"();
