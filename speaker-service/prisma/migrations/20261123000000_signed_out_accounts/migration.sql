-- Up to when issued, access tokens of the account count no longer.
ALTER TABLE "user_copies" ADD COLUMN "signed_out_at" TIMESTAMPTZ(6);
