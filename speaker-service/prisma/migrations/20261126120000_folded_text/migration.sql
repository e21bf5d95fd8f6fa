-- How text is compared and found, the same in every service, for every script. IMMUTABLE, so that it may stand in indexes:
-- unaccent() alone may not, since its dictionary could be exchanged, and lower() not where the database's locale could be;
-- this names the ones that are not.

CREATE EXTENSION IF NOT EXISTS unaccent;

-- Without case and accents, compatible forms as one, outer blanks gone and inner ones single. Only marks that are accents
-- go: those of Indic scripts and of kana are part of their letters.
CREATE FUNCTION fold_text(value TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN btrim(regexp_replace(translate(normalize(regexp_replace(
        normalize(public.unaccent('public.unaccent', lower(value COLLATE "pg_c_utf8")), NFKD),
        '[\u0300-\u036F\u0483-\u0487\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06DC\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F]+',
        '', 'g'), NFKC), 'ς', 'σ'), '\s+', ' ', 'g'));

-- As a set: whether two lists have something in common, or one has something twice, is asked of this.
CREATE FUNCTION fold_texts(text_values TEXT[]) RETURNS TEXT[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN ARRAY(SELECT DISTINCT public.fold_text(one) FROM unnest(text_values) one);

-- Chinese, Japanese and Korean are written without blanks, or with endings: searched is any part of a run of characters. So a
-- run becomes its pairs of neighbours, `abc` becomes `a ab bc c`: a part of it has the same pairs, and its last character begins
-- one.
CREATE FUNCTION characters_in_runs() RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN '\u2E80-\u2FDF\u3005-\u3007\u3040-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\U00020000-\U0003FFFF';

CREATE FUNCTION split_runs(value TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN regexp_replace(regexp_replace(value,
        '([' || public.characters_in_runs() || ']+)', ' \1 ', 'g'), '([' || public.characters_in_runs() || '])', '\1 \1', 'g');

-- The words of a text. Punctuation stands between words: else the parser takes `node.js` for a host.
CREATE FUNCTION to_search_vector(value TEXT) RETURNS TSVECTOR LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN to_tsvector('pg_catalog.simple', public.split_runs(
        regexp_replace(public.fold_text(value) COLLATE "pg_c_utf8", '[[:punct:][:cntrl:]]+', ' ', 'g')));

-- What somebody types (`"…"`, `or` and `-` as on the web). Each word stands for all that begin with it, but a single letter of
-- ASCII for itself: else it would find everything, and all of that be ranked. A phrase may begin within a run, so it begins
-- with a pair.
CREATE FUNCTION to_search_query(value TEXT) RETURNS TSQUERY LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN regexp_replace(regexp_replace(websearch_to_tsquery('pg_catalog.simple',
        regexp_replace(public.split_runs(regexp_replace(regexp_replace(
            public.fold_text(value) COLLATE "pg_c_utf8", '(?!["-])[[:punct:][:cntrl:]]+|(?<=[^\s"])-+', ' ', 'g'),
            '(^|\s)-([' || public.characters_in_runs() || ']+)', '\1-"\2"', 'g')),
            '"\s*[' || public.characters_in_runs() || ']\s', '"', 'g'))::text,
        '(''[^'']+'')', '\1:*', 'g'), '(''[\u0021-\u007E]''):\*', '\1', 'g')::tsquery;
