-- What opens somebody's own calendar to programs that cannot log in; only the hash is kept.
CREATE TABLE "calendar_secrets" (
    "user_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "calendar_secrets_pkey" PRIMARY KEY ("user_id")
);
CREATE UNIQUE INDEX "calendar_secrets_hash_key" ON "calendar_secrets"("hash");
