-- Found by the words of every script, and by their beginnings.
CREATE OR REPLACE FUNCTION session_search_vector(title TEXT, abstract TEXT, description TEXT) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN setweight(public.to_search_vector(title), 'A')
        || setweight(public.to_search_vector(abstract), 'B')
        || setweight(public.to_search_vector(description), 'C');
ALTER TABLE "sessions" ALTER COLUMN "search_vector" SET EXPRESSION AS (session_search_vector("title", "abstract", "description"));
