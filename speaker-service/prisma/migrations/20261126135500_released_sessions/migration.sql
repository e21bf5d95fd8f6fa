-- What session-service has released of an event: what the public sees of it, until the next release.
CREATE TABLE "release_replicas" (
    "event_id" UUID NOT NULL,
    -- Ids of versions are in the order of their releases.
    "version_id" UUID NOT NULL,

    CONSTRAINT "release_replicas_pkey" PRIMARY KEY ("event_id")
);

CREATE TABLE "released_sessions" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "speaker_ids" UUID[],

    CONSTRAINT "released_sessions_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "released_sessions_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "release_replicas"("event_id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "released_sessions_event_id_idx" ON "released_sessions" ("event_id");
CREATE INDEX "released_sessions_speaker_ids_idx" ON "released_sessions" USING gin ("speaker_ids");
