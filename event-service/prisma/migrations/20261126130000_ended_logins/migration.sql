-- Logins that have ended, as the issuer's messages say: their access tokens do not count. Rows go when the last of these has expired.
CREATE TABLE "ended_logins" (
    "sid" UUID NOT NULL,
    "ended_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "ended_logins_pkey" PRIMARY KEY ("sid")
);
CREATE INDEX "ended_logins_ended_at_idx" ON "ended_logins"("ended_at");
