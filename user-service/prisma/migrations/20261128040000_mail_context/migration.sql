-- Which request has led to a mail, as the outbox of messages knows it of these.
ALTER TABLE "mails" ADD COLUMN "context" JSONB NOT NULL DEFAULT '{}';
