-- When and where sessions are, by session-service's messages. A slot may be known before its session or its room.
CREATE TABLE "slot_replicas" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "deleted" BOOLEAN NOT NULL,
    "session_id" UUID NOT NULL,
    "room_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "slot_replicas_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "slot_replicas_session_id_idx" ON "slot_replicas" ("session_id");

CREATE TABLE "room_replicas" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "room_replicas_pkey" PRIMARY KEY ("id")
);

-- Null where the message of the release had no slots.
ALTER TABLE "released_sessions" ADD COLUMN "slots" JSONB;

-- Of events that are known already no slot has been told: they are asked for.
ALTER TABLE "event_replicas" ADD COLUMN "slots_known" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "event_replicas" ALTER COLUMN "slots_known" SET DEFAULT true;
CREATE INDEX "event_replicas_without_slots" ON "event_replicas" ("id") WHERE NOT "slots_known" AND NOT "deleted";
