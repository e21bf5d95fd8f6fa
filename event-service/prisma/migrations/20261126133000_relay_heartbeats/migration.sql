-- How new the news of each service are: all that it had committed up to then has been published, and consumed here.
CREATE TABLE "relay_heartbeats" (
    "service" TEXT NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "relay_heartbeats_pkey" PRIMARY KEY ("service")
);
