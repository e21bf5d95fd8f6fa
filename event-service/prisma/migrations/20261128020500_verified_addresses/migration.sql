-- That an address is verified is known of all subjects; here is which address that is: a keyed digest, or null.
UPDATE "token_subjects" s SET "email_verified" = a."email_verified" FROM "account_replicas" a WHERE a."id" = s."id" AND a."version" > 0;

ALTER TABLE "account_replicas" ADD COLUMN "verified_email" TEXT;
UPDATE "account_replicas" SET "verified_email" = "email_digest" WHERE "email_verified";
ALTER TABLE "account_replicas" DROP COLUMN "email_verified", DROP COLUMN "email_digest";
