-- Found by the words of every script, and by their beginnings.
CREATE OR REPLACE FUNCTION "speaker_document"(
    "name" TEXT, "tagline" TEXT, "company" TEXT, "job_title" TEXT, "location" TEXT, "topics" TEXT[], "bio" TEXT
) RETURNS TSVECTOR
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT setweight(public.to_search_vector("name"), 'A')
        || setweight(public.to_search_vector("tagline" || ' ' || array_to_string("topics", ' ')), 'B')
        || setweight(public.to_search_vector("company" || ' ' || "job_title" || ' ' || "location"), 'C')
        || setweight(public.to_search_vector("bio"), 'D') $$;
ALTER TABLE "speakers" ALTER COLUMN "document"
    SET EXPRESSION AS ("speaker_document"("name", "tagline", "company", "job_title", "location", "topics", "bio"));
DROP FUNCTION "folded";
