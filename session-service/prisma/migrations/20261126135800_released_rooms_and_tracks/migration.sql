-- Rooms and tracks as the latest version has them: what the public reads of a slot's room is what the schedule says.
CREATE TABLE "released_rooms" (
    -- Of the room, which may be deleted by now.
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "capacity" INTEGER,
    "parallel" BOOLEAN NOT NULL,
    "position" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "released_rooms_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "released_rooms_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event_replicas"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "released_rooms_event_id_position_id_idx" ON "released_rooms" ("event_id", "position", "id");

CREATE TABLE "released_tracks" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "color" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "released_tracks_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "released_tracks_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event_replicas"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "released_tracks_event_id_position_id_idx" ON "released_tracks" ("event_id", "position", "id");

CREATE FUNCTION publish_rooms_and_tracks(event UUID, schedule JSONB) RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM released_rooms WHERE event_id = event;
    INSERT INTO released_rooms (id, event_id, name, capacity, parallel, position, version, created_at, updated_at)
        SELECT s.id, event, s.name, s.capacity, s.parallel, s.position, coalesce(r.version, 1), coalesce(r.created_at, now()),
            coalesce(r.updated_at, now())
        FROM jsonb_to_recordset(schedule -> 'rooms') AS s(id uuid, name text, capacity int, parallel boolean, position int)
            LEFT JOIN rooms r ON r.id = s.id;
    DELETE FROM released_tracks WHERE event_id = event;
    INSERT INTO released_tracks (id, event_id, name, color, position, version, created_at, updated_at)
        SELECT s.id, event, s.name, s.color, s.position, coalesce(t.version, 1), coalesce(t.created_at, now()),
            coalesce(t.updated_at, now())
        FROM jsonb_to_recordset(schedule -> 'tracks') AS s(id uuid, name text, color text, position int)
            LEFT JOIN tracks t ON t.id = s.id;
END $$;

-- After the trigger of the sessions, by which the event has its latest version.
CREATE FUNCTION publish_rooms_of_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM event_replicas WHERE id = NEW.event_id AND released_version_id = NEW.id) THEN
        PERFORM publish_rooms_and_tracks(NEW.event_id, NEW.schedule);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER schedule_versions_publish_rooms AFTER INSERT ON "schedule_versions"
    FOR EACH ROW EXECUTE FUNCTION publish_rooms_of_version();

SELECT publish_rooms_and_tracks(v.event_id, v.schedule)
FROM schedule_versions v JOIN event_replicas e ON e.released_version_id = v.id;
