SET lock_timeout = '3s';

-- As before, and compiled once for a session: a function in SQL is parsed and planned anew by every statement that writes a row for whose
-- generated columns, constraints or indexes it is called, which took most of a write's time. Text of ASCII alone needs none of the regular expressions.
-- Their results are the same, so nothing is made anew.
CREATE OR REPLACE FUNCTION characters_in_runs() RETURNS TEXT LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN '\u2E80-\u2FDF\u3005-\u3007\u3040-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\U00020000-\U0003FFFF';
END $$;

CREATE OR REPLACE FUNCTION invisible_characters() RETURNS TEXT LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN '\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFF8\U0001BCA0-\U0001BCA3\U0001D173-\U0001D17A\U000E0000-\U000E0FFF';
END $$;

CREATE OR REPLACE FUNCTION bidi_controls() RETURNS TEXT LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN '\u202A-\u202E\u2066-\u2069';
END $$;

CREATE FUNCTION is_ascii(value TEXT) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN octet_length(value) = char_length(value);

CREATE OR REPLACE FUNCTION fold_text(value TEXT) RETURNS TEXT LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    folded TEXT;
BEGIN
    IF public.is_ascii(value) THEN
        folded := translate(lower(value COLLATE "pg_c_utf8"), E'\t\n\v\f\r', '     ');
        WHILE position('  ' IN folded) > 0 LOOP
            folded := replace(folded, '  ', ' ');
        END LOOP;
        RETURN btrim(folded);
    END IF;
    RETURN btrim(regexp_replace(translate(normalize(regexp_replace(
        normalize(public.unaccent('public.unaccent', lower(
            regexp_replace(value, '[' || public.invisible_characters() || ']+', '', 'g') COLLATE "pg_c_utf8")), NFKD),
        '[\u0300-\u036F\u0483-\u0487\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06DC\u1160\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F]+',
        '', 'g'), NFKC), 'ς', 'σ'), '\s+', ' ', 'g'));
END $$;

CREATE OR REPLACE FUNCTION fold_texts(text_values TEXT[]) RETURNS TEXT[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    folded TEXT[] := '{}';
    one TEXT;
BEGIN
    FOREACH one IN ARRAY text_values LOOP
        one := public.fold_text(one);
        IF array_position(folded, one) IS NULL THEN
            folded := array_append(folded, one);
        END IF;
    END LOOP;
    RETURN folded;
END $$;

CREATE OR REPLACE FUNCTION split_runs(value TEXT) RETURNS TEXT LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
BEGIN
    RETURN regexp_replace(regexp_replace(value,
        '([' || public.characters_in_runs() || ']+)', ' \1 ', 'g'), '([' || public.characters_in_runs() || '])', '\1 \1', 'g');
END $$;

CREATE OR REPLACE FUNCTION to_search_vector(value TEXT) RETURNS TSVECTOR LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    folded TEXT := public.fold_text(value);
BEGIN
    IF public.is_ascii(folded) THEN
        RETURN to_tsvector('pg_catalog.simple', translate(folded,
            E'!"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~\x01\x02\x03\x04\x05\x06\x07\b\t\n\v\f\r\x0E\x0F\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1A\x1B\x1C\x1D\x1E\x1F\x7F',
            repeat(' ', 64)));
    END IF;
    RETURN to_tsvector('pg_catalog.simple', public.split_runs(
        regexp_replace(folded COLLATE "pg_c_utf8", '[[:punct:][:cntrl:]]+', ' ', 'g')));
END $$;

CREATE OR REPLACE FUNCTION to_search_query(value TEXT) RETURNS TSQUERY LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
BEGIN
    RETURN regexp_replace(regexp_replace(websearch_to_tsquery('pg_catalog.simple',
        regexp_replace(public.split_runs(regexp_replace(regexp_replace(
            public.fold_text(value) COLLATE "pg_c_utf8", '(?!["-])[[:punct:][:cntrl:]]+|(?<=[^\s"])-+', ' ', 'g'),
            '(^|\s)-([' || public.characters_in_runs() || ']+)', '\1-"\2"', 'g')),
            '"\s*[' || public.characters_in_runs() || ']\s', '"', 'g'))::text,
        '(''[^'']+'')', '\1:*', 'g'), '(''[\u0021-\u007E]''):\*', '\1', 'g')::tsquery;
END $$;

CREATE OR REPLACE FUNCTION is_lost_fact(of_timeline UUID, at_position BIGINT, message UUID) RETURNS BOOLEAN LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM known_timelines own JOIN known_timelines later
            ON later.source = own.source AND later.started_at > own.started_at
        WHERE own.timeline = of_timeline AND at_position >= later.tail_from
            AND (at_position > later.after OR message <> ALL (later.tail)));
END $$;
