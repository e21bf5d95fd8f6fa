-- How often something was said of an invitation: it is the sequence of its messages.
ALTER TABLE "invitations" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;

-- How many invitations an account has sent on a day (UTC); a row of an earlier day counts nothing.
CREATE TABLE "sent_invitations" (
    "user_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "sent_invitations_pkey" PRIMARY KEY ("user_id"),
    CONSTRAINT "sent_invitations_count_check" CHECK ("count" > 0)
);
