-- Names are compared folded, and what stands between words is the same to them: of `Saal 1` and `saal-1` one slug is made.
CREATE FUNCTION name_key(name TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN coalesce(nullif(btrim(regexp_replace(fold_text(name), '[-\s._/,:;|]+', '-', 'g'), '-'), ''), fold_text(name));

-- Of what has one name by now, the later ones get a number.
DO $$
DECLARE
    place TEXT;
    later RECORD;
    next TEXT;
    taken BOOLEAN;
BEGIN
    FOREACH place IN ARRAY ARRAY['rooms', 'tracks'] LOOP
        FOR later IN EXECUTE format('SELECT id, event_id, name FROM (SELECT *, row_number() OVER (
            PARTITION BY event_id, name_key(name) ORDER BY id) AS nth FROM %I) named WHERE nth > 1 ORDER BY id', place) LOOP
            FOR n IN 2..10000 LOOP
                next := later.name || ' (' || n || ')';
                EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE event_id = $1 AND name_key(name) = name_key($2))', place)
                    INTO taken USING later.event_id, next;
                EXIT WHEN NOT taken;
            END LOOP;
            EXECUTE format('UPDATE %I SET name = $2, version = version + 1, updated_at = now() WHERE id = $1', place)
                USING later.id, next;
        END LOOP;
    END LOOP;
END $$;
DROP INDEX "rooms_event_id_name_key";
CREATE UNIQUE INDEX "rooms_event_id_name_key" ON "rooms" ("event_id", name_key("name"));
DROP INDEX "tracks_event_id_name_key";
CREATE UNIQUE INDEX "tracks_event_id_name_key" ON "tracks" ("event_id", name_key("name"));

DROP INDEX "schedule_versions_event_id_name_key";
CREATE UNIQUE INDEX "schedule_versions_event_id_name_key" ON "schedule_versions" ("event_id", fold_text("name"));
ALTER TABLE "schedule_versions" DROP CONSTRAINT "schedule_versions_name_is_not_reserved",
    ADD CONSTRAINT "schedule_versions_name_is_not_reserved" CHECK (fold_text("name") NOT IN ('wip', 'latest'));

-- Each tag once, in the spelling that came first.
UPDATE "sessions" SET "tags" = ARRAY(
    SELECT tag FROM (SELECT DISTINCT ON (fold_text(tag)) tag, nth FROM unnest("tags") WITH ORDINALITY spelled(tag, nth)
        ORDER BY fold_text(tag), nth) firsts ORDER BY nth)
WHERE cardinality("tags") <> cardinality(fold_texts("tags"));
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_tags_are_distinct" CHECK (cardinality("tags") = cardinality(fold_texts("tags")));
CREATE INDEX "sessions_tags_idx" ON "sessions" USING gin (fold_texts("tags"));
