-- Topics are compared folded: each once, in the spelling that came first.
UPDATE "speakers" SET "topics" = ARRAY(
    SELECT topic FROM (SELECT DISTINCT ON (fold_text(topic)) topic, nth FROM unnest("topics") WITH ORDINALITY spelled(topic, nth)
        ORDER BY fold_text(topic), nth) firsts ORDER BY nth)
WHERE cardinality("topics") <> cardinality(fold_texts("topics"));
ALTER TABLE "speakers" ADD CONSTRAINT "speakers_topics_are_distinct"
    CHECK (cardinality("topics") = cardinality(fold_texts("topics")));
DROP INDEX "speakers_topics_idx";
CREATE INDEX "speakers_topics_idx" ON "speakers" USING gin (fold_texts("topics"));
