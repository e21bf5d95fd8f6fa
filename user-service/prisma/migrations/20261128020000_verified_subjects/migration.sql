-- Whether a subject has shown that its mailbox is its own; null where no message has said so or otherwise.
ALTER TABLE "token_subjects" ADD COLUMN "email_verified" BOOLEAN;
