-- Tags are compared folded: each once, in the spelling that came first.
UPDATE "events" SET "tags" = ARRAY(
    SELECT tag FROM (SELECT DISTINCT ON (fold_text(tag)) tag, nth FROM unnest("tags") WITH ORDINALITY spelled(tag, nth)
        ORDER BY fold_text(tag), nth) firsts ORDER BY nth)
WHERE cardinality("tags") <> cardinality(fold_texts("tags"));
ALTER TABLE "events" ADD CONSTRAINT "events_tags_are_distinct" CHECK (cardinality("tags") = cardinality(fold_texts("tags")));
DROP INDEX "events_tags_idx";
CREATE INDEX "events_tags_idx" ON "events" USING gin (fold_texts("tags"));
