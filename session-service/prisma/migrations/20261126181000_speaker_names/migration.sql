-- What the public calls a speaker, so that sessions can say who gives them. Messages of before have none: who is missing is asked for.
ALTER TABLE "speaker_replicas" ADD COLUMN "name" TEXT;
CREATE INDEX "speaker_replicas_without_name" ON "speaker_replicas" ("id") WHERE "name" IS NULL AND NOT "deleted";
