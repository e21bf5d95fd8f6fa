SET lock_timeout = '3s';

-- As before, and compiled once for a session.
CREATE OR REPLACE FUNCTION session_search_vector(title TEXT, abstract TEXT, description TEXT)
    RETURNS TSVECTOR LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN setweight(public.to_search_vector(title), 'A')
        || setweight(public.to_search_vector(abstract), 'B')
        || setweight(public.to_search_vector(description), 'C');
END $$;

CREATE OR REPLACE FUNCTION name_key(name TEXT) RETURNS TEXT LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
BEGIN
    RETURN coalesce(nullif(btrim(regexp_replace(public.fold_text(name), '[-\s._/,:;|]+', '-', 'g'), '-'), ''), public.fold_text(name));
END $$;

CREATE OR REPLACE FUNCTION are_language_tags(tags TEXT[]) RETURNS BOOLEAN LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
BEGIN
    RETURN cardinality(tags) = (
        SELECT count(DISTINCT lower(tag)) FROM unnest(tags) tag WHERE tag ~ '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$');
END $$;
