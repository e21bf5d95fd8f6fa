CREATE TYPE "OfferStatus" AS ENUM ('pending', 'accepted', 'declined', 'withdrawn');

-- Who made a profile may put it on a session as long as nobody has claimed it.
ALTER TABLE "speaker_replicas" ADD COLUMN "created_by" UUID;

-- A part in a session, which the account behind a profile has been offered.
CREATE TABLE "offers" (
    "id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "speaker_id" UUID NOT NULL,
    "role" "SpeakerRole" NOT NULL,
    "position" INTEGER NOT NULL,
    "from_user_id" UUID NOT NULL,
    "to_user_id" UUID NOT NULL,
    "status" "OfferStatus" NOT NULL DEFAULT 'pending',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "offers_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "offers_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "offers_speaker_id_fkey" FOREIGN KEY ("speaker_id") REFERENCES "speaker_replicas"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "offers_expires_later" CHECK ("expires_at" > "created_at")
);
CREATE UNIQUE INDEX "offers_one_pending" ON "offers"("session_id", "speaker_id") WHERE "status" = 'pending';
CREATE INDEX "offers_to_user_id_created_at_id_idx" ON "offers"("to_user_id", "created_at", "id");
CREATE INDEX "offers_from_user_id_created_at_id_idx" ON "offers"("from_user_id", "created_at", "id");
CREATE INDEX "offers_session_id_idx" ON "offers"("session_id");
CREATE INDEX "offers_speaker_id_idx" ON "offers"("speaker_id");
CREATE INDEX "offers_expires_at_idx" ON "offers"("expires_at");

-- Nobody who has claimed a profile becomes a speaker without having agreed.
CREATE FUNCTION "require_agreed_speaker"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    account UUID := (SELECT user_id FROM speaker_replicas WHERE id = NEW.speaker_id);
BEGIN
    IF account IS NOT NULL AND NOT EXISTS (
        SELECT FROM offers WHERE session_id = NEW.session_id AND speaker_id = NEW.speaker_id
            AND to_user_id = account AND status = 'accepted') THEN
        RAISE EXCEPTION 'new row violates check constraint "session_speakers_agreed"'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'session_speakers_agreed', TABLE = 'session_speakers';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "session_speakers_agreed" BEFORE INSERT OR UPDATE OF "session_id", "speaker_id" ON "session_speakers"
    FOR EACH ROW EXECUTE FUNCTION "require_agreed_speaker"();
