-- Redelivered messages that a process has in hand. A row that another process finds was left by one that died, or lost its
-- broker, meanwhile: so a message that kills is told from those that were in hand beside it.
CREATE TABLE "deliveries_in_hand" (
    "message_key" TEXT NOT NULL,
    "consumer" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "deaths" INTEGER NOT NULL,
    "alone" BOOLEAN NOT NULL DEFAULT false,
    "died_alone" BOOLEAN NOT NULL DEFAULT false,
    "taken_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "deliveries_in_hand_pkey" PRIMARY KEY ("message_key", "consumer")
);
