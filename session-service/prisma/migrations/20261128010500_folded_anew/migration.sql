-- What was folded with characters that nobody sees is folded anew. Of what has one name by now, the later ones get a number, and so
-- does what has no other characters.
DROP INDEX "rooms_event_id_name_key";
DROP INDEX "tracks_event_id_name_key";
DROP INDEX "schedule_versions_event_id_name_key";
ALTER TABLE "schedule_versions" DISABLE TRIGGER "schedule_versions_refuse_change";

-- By what names are told apart, and which none may have.
CREATE FUNCTION pg_temp.key_of(place TEXT, name TEXT) RETURNS TEXT LANGUAGE sql
    RETURN CASE place WHEN 'schedule_versions' THEN fold_text(name) ELSE name_key(name) END;
CREATE FUNCTION pg_temp.is_reserved(place TEXT, name TEXT) RETURNS BOOLEAN LANGUAGE sql
    RETURN fold_text(name) = '' OR place = 'schedule_versions' AND fold_text(name) IN ('wip', 'latest');

DO $$
DECLARE
    place TEXT;
    later RECORD;
    next TEXT;
    taken BOOLEAN;
BEGIN
    FOREACH place IN ARRAY ARRAY['rooms', 'tracks', 'schedule_versions'] LOOP
        FOR later IN EXECUTE format('SELECT id, event_id, name FROM (SELECT *, row_number() OVER (
            PARTITION BY event_id, pg_temp.key_of($1, name) ORDER BY id) AS nth FROM %I) named
            WHERE nth > 1 OR pg_temp.is_reserved($1, name) ORDER BY id', place) USING place LOOP
            FOR n IN 2..10000 LOOP
                next := later.name || ' (' || n || ')';
                EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE event_id = $1 AND pg_temp.key_of($3, name) = pg_temp.key_of($3, $2))', place)
                    INTO taken USING later.event_id, next, place;
                EXIT WHEN NOT taken;
            END LOOP;
            EXECUTE format('UPDATE %I SET name = $2 WHERE id = $1', place) USING later.id, next;
            IF place <> 'schedule_versions' THEN
                EXECUTE format('UPDATE %I SET version = version + 1, updated_at = now() WHERE id = $1', place) USING later.id;
            END IF;
        END LOOP;
    END LOOP;
END $$;

ALTER TABLE "schedule_versions" ENABLE TRIGGER "schedule_versions_refuse_change";
CREATE UNIQUE INDEX "rooms_event_id_name_key" ON "rooms" ("event_id", name_key("name"));
CREATE UNIQUE INDEX "tracks_event_id_name_key" ON "tracks" ("event_id", name_key("name"));
CREATE UNIQUE INDEX "schedule_versions_event_id_name_key" ON "schedule_versions" ("event_id", fold_text("name"));
ALTER TABLE "rooms" ADD CONSTRAINT "rooms_name_is_visible" CHECK (fold_text("name") <> '');
ALTER TABLE "tracks" ADD CONSTRAINT "tracks_name_is_visible" CHECK (fold_text("name") <> '');
ALTER TABLE "schedule_versions" ADD CONSTRAINT "schedule_versions_name_is_visible" CHECK (fold_text("name") <> '');

-- Each tag once, in the spelling that came first, and none of such characters alone.
UPDATE "sessions" SET "title" = "title", "tags" = ARRAY(
    SELECT tag FROM (SELECT DISTINCT ON (fold_text(tag)) tag, nth FROM unnest("tags") WITH ORDINALITY spelled(tag, nth)
        WHERE fold_text(tag) <> '' ORDER BY fold_text(tag), nth) firsts ORDER BY nth)
WHERE concat_ws(' ', "title", "subtitle", "abstract", "description", array_to_string("tags", ' '))
    ~ ('[' || invisible_characters() || ']');
REINDEX INDEX "sessions_tags_idx";
-- A release is what it was, and found as what is made now.
UPDATE "released_sessions" SET "session" = "session", "search_vector" = session_search_vector("session" ->> 'title',
    concat_ws(E'\n', "session" ->> 'subtitle', "session" ->> 'abstract'), "session" ->> 'description')
WHERE "session"::text ~ ('[' || invisible_characters() || ']');
REINDEX INDEX "released_sessions_tags_idx";
