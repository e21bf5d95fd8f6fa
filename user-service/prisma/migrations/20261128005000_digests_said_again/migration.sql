-- event-service keeps addresses' digests from now on, and has consumed messages without keeping them: the job that completes digests
-- publishes each account anew.
UPDATE "users" SET "email_digest" = NULL WHERE "erased_at" IS NULL;
