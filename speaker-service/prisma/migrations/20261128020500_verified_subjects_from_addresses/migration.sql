-- Whose address is known to be verified; of the others the next message says it.
UPDATE "token_subjects" s SET "email_verified" = true FROM "account_replicas" a WHERE a."id" = s."id" AND a."verified_email" IS NOT NULL;
