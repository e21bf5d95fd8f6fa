-- Named copies of what the public sees of an event. `programme` is the copy whole, as JSON.
CREATE TABLE "schedule_versions" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "comment" TEXT NOT NULL,
    "released_by" UUID NOT NULL,
    "released_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "programme" JSONB NOT NULL,

    CONSTRAINT "schedule_versions_pkey" PRIMARY KEY ("id"),
    -- These stand for the work in progress and the newest version.
    CONSTRAINT "schedule_versions_name_is_not_reserved" CHECK (lower("name") NOT IN ('wip', 'latest')),
    CONSTRAINT "schedule_versions_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event_copies"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "schedule_versions_name_once" ON "schedule_versions"("event_id", lower("name"));
CREATE INDEX "schedule_versions_event_id_id_idx" ON "schedule_versions"("event_id", "id");

-- Who was told of a version finds it as it was told. It goes only with its event.
CREATE FUNCTION schedule_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM event_copies WHERE id = OLD.event_id AND deleted) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a released schedule does not change' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER schedule_version_stays BEFORE UPDATE OR DELETE ON "schedule_versions"
    FOR EACH ROW EXECUTE FUNCTION schedule_version_stays();
CREATE FUNCTION schedule_versions_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'released schedules do not go' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER schedule_versions_stay BEFORE TRUNCATE ON "schedule_versions"
    FOR EACH STATEMENT EXECUTE FUNCTION schedule_versions_stay();
