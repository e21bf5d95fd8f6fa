-- Every column of released_rooms and released_tracks is taken by its name: from the released schedule where that has it, else from
-- the room or track of that moment. So a column that is added to both tables is released without another change here.
CREATE OR REPLACE FUNCTION publish_rooms_and_tracks(event UUID, schedule JSONB) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
    unknown CONSTANT JSONB := jsonb_build_object('version', 1, 'created_at', now(), 'updated_at', now());
    owned CONSTANT JSONB := jsonb_build_object('event_id', event);
BEGIN
    DELETE FROM released_rooms WHERE event_id = event;
    INSERT INTO released_rooms
        SELECT released.* FROM jsonb_array_elements(schedule -> 'rooms') AS s(room)
            LEFT JOIN rooms r ON r.id = (s.room ->> 'id')::uuid,
            jsonb_populate_record(NULL::released_rooms, unknown || coalesce(to_jsonb(r), '{}') || s.room || owned) AS released;
    DELETE FROM released_tracks WHERE event_id = event;
    INSERT INTO released_tracks
        SELECT released.* FROM jsonb_array_elements(schedule -> 'tracks') AS s(track)
            LEFT JOIN tracks t ON t.id = (s.track ->> 'id')::uuid,
            jsonb_populate_record(NULL::released_tracks, unknown || coalesce(to_jsonb(t), '{}') || s.track || owned) AS released;
END $$;
