-- What embeds, overrides or isolates the direction of text (UAX #9), as for a bracket expression: a name with it would change how
-- the text after it is read. Marks and joiners, which are part of how words are written, are none of these.
CREATE FUNCTION bidi_controls() RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN '\u202A-\u202E\u2066-\u2069';
