-- Who, besides its owner, is something to an event, as event-service's messages tell.
ALTER TABLE "event_copies"
    ADD COLUMN "organizer_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    ADD COLUMN "reviewer_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    ADD COLUMN "steward_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    ADD COLUMN "members_version" INTEGER NOT NULL DEFAULT 0;
