-- Of a session heard of before, the next message tells title and state; until then nobody else sees it.
ALTER TABLE "session_copies" ADD COLUMN "title" TEXT NOT NULL DEFAULT '', ADD COLUMN "state" TEXT NOT NULL DEFAULT 'draft';

CREATE TABLE "event_copies" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "public" BOOLEAN NOT NULL,

    CONSTRAINT "event_copies_pkey" PRIMARY KEY ("id")
);
