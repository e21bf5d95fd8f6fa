-- Which address an account has shown to be its own, as user-service's messages say: a keyed digest, or null.
CREATE TABLE "account_replicas" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "verified_email" TEXT,

    CONSTRAINT "account_replicas_pkey" PRIMARY KEY ("id")
);

-- Has the token, but not the address as far as is known: who invited has to confirm.
ALTER TABLE "invitations" ADD COLUMN "claimed_by" UUID;
