SET lock_timeout = '3s';

-- As before, and compiled once for a session.
CREATE OR REPLACE FUNCTION speaker_document(name TEXT, tagline TEXT, company TEXT, job_title TEXT, location TEXT, topics TEXT[], bio TEXT)
    RETURNS TSVECTOR LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN setweight(public.to_search_vector("name"), 'A')
        || setweight(public.to_search_vector("tagline" || ' ' || array_to_string("topics", ' ')), 'B')
        || setweight(public.to_search_vector("company" || ' ' || "job_title" || ' ' || "location"), 'C')
        || setweight(public.to_search_vector("bio"), 'D');
END $$;
