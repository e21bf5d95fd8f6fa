-- No name turns the direction of the text around it. Those of before are what can be read of them.
UPDATE "events" SET "title" = coalesce(nullif(btrim(regexp_replace("title", '[' || bidi_controls() || ']+', '', 'g')), ''), '?'), "version" = "version" + 1, "updated_at" = now()
WHERE "title" ~ ('[' || bidi_controls() || ']');
UPDATE "registrations" SET "name" = coalesce(nullif(btrim(regexp_replace("name", '[' || bidi_controls() || ']+', '', 'g')), ''), '?'), "version" = "version" + 1, "updated_at" = now()
WHERE "name" ~ ('[' || bidi_controls() || ']');

ALTER TABLE "events" ADD CONSTRAINT "events_title_without_bidi_controls" CHECK ("title" !~ ('[' || bidi_controls() || ']'));
ALTER TABLE "registrations" ADD CONSTRAINT "registrations_name_without_bidi_controls" CHECK ("name" !~ ('[' || bidi_controls() || ']'));
