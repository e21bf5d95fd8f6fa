-- What the scheduled job looks for each minute: only what is still to be completed.
CREATE INDEX "events_to_complete" ON "events"("ends_at") WHERE "status" = 'published';
