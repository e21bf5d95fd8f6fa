CREATE TABLE "check_ins" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "registration_id" UUID NOT NULL,
    "checked_in_at" TIMESTAMPTZ(3) NOT NULL,
    "checked_in_by" UUID,
    "nonce" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "undone_at" TIMESTAMPTZ(3),
    "undone_by" UUID,

    CONSTRAINT "check_ins_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "check_ins_registration_id_fkey" FOREIGN KEY ("registration_id") REFERENCES "registrations"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "check_ins_undone_by_somebody_at_a_time" CHECK ("undone_by" IS NULL OR "undone_at" IS NOT NULL)
);
-- A scan that is sent again by a device that was offline is the same scan.
CREATE UNIQUE INDEX "check_ins_event_id_nonce_key" ON "check_ins"("event_id", "nonce");
CREATE INDEX "check_ins_registration_id_idx" ON "check_ins"("registration_id");
-- Nobody is inside twice.
CREATE UNIQUE INDEX "check_ins_one_each" ON "check_ins"("registration_id") WHERE "undone_at" IS NULL;
