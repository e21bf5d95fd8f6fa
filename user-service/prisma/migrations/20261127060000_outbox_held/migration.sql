-- What holds back the later messages of its aggregate: the few that failed. To find that there is none among those that wait, the
-- relay read all of them for each batch.
CREATE INDEX "outbox_held_idx" ON "outbox"("subject") WHERE "published_at" IS NULL AND "retry_at" IS NOT NULL;
DROP INDEX "outbox_unpublished_subject_idx";
