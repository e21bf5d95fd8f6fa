-- What nobody sees tells no two names apart: Unicode's Default_Ignorable_Code_Point, as for a bracket expression.
CREATE FUNCTION invisible_characters() RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN '\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFF8\U0001BCA0-\U0001BCA3\U0001D173-\U0001D17A\U000E0000-\U000E0FFF';

-- As before, and without what nobody sees: first, since unaccent() makes hyphens of soft ones, and of what decomposes to it.
-- What was made of it before is made anew by each service's own migration.
CREATE OR REPLACE FUNCTION fold_text(value TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN btrim(regexp_replace(translate(normalize(regexp_replace(
        normalize(public.unaccent('public.unaccent', lower(
            regexp_replace(value, '[' || public.invisible_characters() || ']+', '', 'g') COLLATE "pg_c_utf8")), NFKD),
        '[\u0300-\u036F\u0483-\u0487\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06DC\u1160\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F]+',
        '', 'g'), NFKC), 'ς', 'σ'), '\s+', ' ', 'g'));
