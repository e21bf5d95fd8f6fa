-- From when on nobody but the mail server knows whether a mail has arrived.
ALTER TABLE "mails" ADD COLUMN "handed_over_at" TIMESTAMPTZ(6);
