-- No name turns the direction of the text around it. Those of before are what can be read of them.
UPDATE "speakers" SET "name" = coalesce(nullif(btrim(regexp_replace("name", '[' || bidi_controls() || ']+', '', 'g')), ''), '?'), "version" = "version" + 1, "updated_at" = now()
WHERE "name" ~ ('[' || bidi_controls() || ']');

ALTER TABLE "speakers" ADD CONSTRAINT "speakers_name_without_bidi_controls" CHECK ("name" !~ ('[' || bidi_controls() || ']'));
