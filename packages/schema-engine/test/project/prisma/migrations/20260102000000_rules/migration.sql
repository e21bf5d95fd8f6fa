-- All that a schema.prisma cannot say; and semicolons; where none ends a statement.
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE "Slot" ADD CONSTRAINT "Slot_order" CHECK ("startsAt" < "endsAt");
ALTER TABLE "Slot" ADD CONSTRAINT "Slot_no_overlap"
    EXCLUDE USING gist ("roomId" WITH =, tstzrange("startsAt", "endsAt") WITH &&);
ALTER TABLE "Room" ADD COLUMN "search" tsvector GENERATED ALWAYS AS (to_tsvector('simple', "name")) STORED;
CREATE INDEX "Room_search_idx" ON "Room" USING gin ("search");
CREATE UNIQUE INDEX "Room_name_key" ON "Room" (lower("name")) WHERE "archivedAt" IS NULL;
CREATE INDEX "Room_archivedAt" ON "Room" ("archivedAt") WHERE "archivedAt" IS NOT NULL;

CREATE FUNCTION "forbid_delete"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rooms are archived; they are not deleted';
END $$;
CREATE TRIGGER "Room_keep" BEFORE DELETE ON "Room" FOR EACH ROW EXECUTE FUNCTION "forbid_delete"();
