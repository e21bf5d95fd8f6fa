-- Found by the words of every script, and by their beginnings. Stored: ranking the matches would otherwise read every text again.
DROP INDEX "events_document_idx";
CREATE OR REPLACE FUNCTION "event_document"(title text, tags text[], venue text, city text, country text, description text)
    RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT setweight(public.to_search_vector(title), 'A')
        || setweight(public.to_search_vector(array_to_string(tags, ' ')), 'B')
        || setweight(public.to_search_vector(concat_ws(' ', venue, city, country)), 'B')
        || setweight(public.to_search_vector(description), 'D')
$$;
ALTER TABLE "events" ADD COLUMN "document" TSVECTOR GENERATED ALWAYS AS
    ("event_document"("title", "tags", "venue_name", "venue_city", "venue_country", "description")) STORED;
CREATE INDEX "events_document_idx" ON "events" USING GIN ("document");
DROP FUNCTION "fold";

-- Places are compared as names are.
CREATE INDEX "events_venue_city_idx" ON "events" (fold_text("venue_city"));
CREATE INDEX "events_venue_country_idx" ON "events" (fold_text("venue_country"));
