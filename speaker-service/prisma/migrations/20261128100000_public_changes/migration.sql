-- What of that which everybody may read was changed, and by which transaction: the replies that services keep in memory are dropped
-- by it (docs/decisions/0054-replies-kept-in-memory.md). Rows go after a minute. Not logged: whoever has read them has lost its
-- connection by the crash that empties it.
CREATE UNLOGGED TABLE "public_changes" (
    "xid" BIGINT NOT NULL,
    "tag" TEXT NOT NULL,

    CONSTRAINT "public_changes_pkey" PRIMARY KEY ("xid", "tag")
);
ALTER TABLE "public_changes" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Has each statement that writes rows of a table say so, by the tag "<kind>:<id>" of each; by "<kind>" alone where they are many.
-- "id_of" is SQL over a row of "changed"; what it is of no row is said by nobody. Ids of rows do not change.
CREATE FUNCTION "watch_public_table"("watched" regclass, "kind" text, "id_of" text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    note text := 'tag_change_of_' || watched;
    operation text;
BEGIN
    EXECUTE format($function$
        CREATE FUNCTION %I() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
            IF (SELECT count(*) FROM (SELECT FROM changed LIMIT 101) several) > 100 THEN
                INSERT INTO public_changes (xid, tag) VALUES (pg_current_xact_id()::text::bigint, %L) ON CONFLICT DO NOTHING;
            ELSE
                INSERT INTO public_changes (xid, tag)
                SELECT DISTINCT pg_current_xact_id()::text::bigint, %L || id FROM (SELECT %s AS id FROM changed) ids
                WHERE id IS NOT NULL ON CONFLICT DO NOTHING;
            END IF;
            RETURN NULL;
        END $body$ $function$, note, kind, kind || ':', id_of);
    FOREACH operation IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
        EXECUTE format(
            'CREATE TRIGGER %I AFTER %s ON %s REFERENCING %s TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION %I()',
            'public_change_by_' || lower(operation), operation, watched,
            CASE operation WHEN 'DELETE' THEN 'OLD' ELSE 'NEW' END, note);
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION "watch_public_table" FROM PUBLIC;
