SET lock_timeout = '3s';

-- As before, and compiled once for a session.
CREATE OR REPLACE FUNCTION event_document(title TEXT, tags TEXT[], venue TEXT, city TEXT, country TEXT, description TEXT)
    RETURNS TSVECTOR LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN setweight(public.to_search_vector(title), 'A')
        || setweight(public.to_search_vector(array_to_string(tags, ' ')), 'B')
        || setweight(public.to_search_vector(concat_ws(' ', venue, city, country)), 'B')
        || setweight(public.to_search_vector(description), 'D');
END $$;
