-- What the team of an event suggests to a person who has claimed their profile.
CREATE TABLE "suggestions" (
    "id" UUID NOT NULL,
    "speaker_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "suggested_by" UUID NOT NULL,
    "changes" JSONB NOT NULL,
    "note" TEXT,
    "status" TEXT NOT NULL DEFAULT 'open',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decided_at" TIMESTAMPTZ(6),

    CONSTRAINT "suggestions_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "suggestions_speaker_id_fkey"
        FOREIGN KEY ("speaker_id") REFERENCES "speakers"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "suggestions_changes_check"
        CHECK (jsonb_typeof("changes") = 'object' AND "changes" <> '{}' AND octet_length("changes"::text) <= 65536),
    CONSTRAINT "suggestions_note_check" CHECK (length("note") <= 2000),
    CONSTRAINT "suggestions_status_check" CHECK ("status" IN ('open', 'accepted', 'declined')),
    -- Who has said yes or no has said so at some time, once.
    CONSTRAINT "suggestions_decided_check" CHECK (("status" = 'open') = ("decided_at" IS NULL))
);
CREATE INDEX "suggestions_speaker_id_id_idx" ON "suggestions"("speaker_id", "id");
CREATE INDEX "suggestions_decided_at_idx" ON "suggestions"("decided_at");
CREATE INDEX "suggestions_suggested_by_idx" ON "suggestions"("suggested_by");

-- Nobody is asked more than twenty things at a time. The profile's row is locked by whoever adds one.
CREATE FUNCTION "bound_open_suggestions"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM suggestions WHERE speaker_id = NEW.speaker_id AND status = 'open') > 20 THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'suggestions_are_bounded',
            MESSAGE = 'more than twenty open suggestions violate constraint "suggestions_are_bounded"';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "suggestions_bounded" AFTER INSERT ON "suggestions" FOR EACH ROW
    EXECUTE FUNCTION "bound_open_suggestions"();
