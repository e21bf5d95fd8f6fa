-- The status of a session as its own people know it: a decision that is not announced is not in it. Null where no message has told.
ALTER TABLE "session_replicas" ADD COLUMN "announced_status" TEXT;
