-- What was folded with characters that nobody sees. Each topic once, in the spelling that came first, and none of such characters alone.
UPDATE "speakers" SET "name" = "name", "topics" = ARRAY(
    SELECT topic FROM (SELECT DISTINCT ON (fold_text(topic)) topic, nth FROM unnest("topics") WITH ORDINALITY spelled(topic, nth)
        WHERE fold_text(topic) <> '' ORDER BY fold_text(topic), nth) firsts ORDER BY nth)
WHERE concat_ws(' ', "name", "tagline", "company", "job_title", "location", array_to_string("topics", ' '), "bio")
    ~ ('[' || invisible_characters() || ']');
REINDEX INDEX "speakers_topics_idx";
