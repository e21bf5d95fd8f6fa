-- One death while a message was tried alone may be a chance: whoever stops processes may hit that moment. Several are not.
ALTER TABLE "deliveries_in_hand" DROP COLUMN "died_alone", ADD COLUMN "deaths_alone" INTEGER NOT NULL DEFAULT 0;
