-- Whether its address is verified is known of all subjects.
UPDATE "token_subjects" s SET "email_verified" = a."email_verified" FROM "account_replicas" a WHERE a."id" = s."id";
DROP TABLE "account_replicas";
