-- What was folded with characters that nobody sees. Each tag once, in the spelling that came first, and none of such characters alone.
UPDATE "events" SET "title" = "title", "tags" = ARRAY(
    SELECT tag FROM (SELECT DISTINCT ON (fold_text(tag)) tag, nth FROM unnest("tags") WITH ORDINALITY spelled(tag, nth)
        WHERE fold_text(tag) <> '' ORDER BY fold_text(tag), nth) firsts ORDER BY nth)
WHERE concat_ws(' ', "title", array_to_string("tags", ' '), "venue_name", "venue_city", "venue_country", "description")
    ~ ('[' || invisible_characters() || ']');
REINDEX INDEX "events_tags_idx";
REINDEX INDEX "events_venue_city_idx";
REINDEX INDEX "events_venue_country_idx";
