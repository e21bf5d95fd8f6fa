-- No name turns the direction of the text around it. Those of before are what can be read of them.
UPDATE "sessions" SET "title" = coalesce(nullif(btrim(regexp_replace("title", '[' || bidi_controls() || ']+', '', 'g')), ''), '?'), "version" = "version" + 1, "updated_at" = now()
WHERE "title" ~ ('[' || bidi_controls() || ']');
UPDATE "rooms" SET "name" = coalesce(nullif(btrim(regexp_replace("name", '[' || bidi_controls() || ']+', '', 'g')), ''), '?'), "version" = "version" + 1, "updated_at" = now()
WHERE "name" ~ ('[' || bidi_controls() || ']');
UPDATE "tracks" SET "name" = coalesce(nullif(btrim(regexp_replace("name", '[' || bidi_controls() || ']+', '', 'g')), ''), '?'), "version" = "version" + 1, "updated_at" = now()
WHERE "name" ~ ('[' || bidi_controls() || ']');
ALTER TABLE "schedule_versions" DISABLE TRIGGER "schedule_versions_refuse_change";
UPDATE "schedule_versions" SET "name" = coalesce(nullif(btrim(regexp_replace("name", '[' || bidi_controls() || ']+', '', 'g')), ''), '?')
WHERE "name" ~ ('[' || bidi_controls() || ']');
ALTER TABLE "schedule_versions" ENABLE TRIGGER "schedule_versions_refuse_change";

ALTER TABLE "sessions" ADD CONSTRAINT "sessions_title_without_bidi_controls" CHECK ("title" !~ ('[' || bidi_controls() || ']'));
ALTER TABLE "rooms" ADD CONSTRAINT "rooms_name_without_bidi_controls" CHECK ("name" !~ ('[' || bidi_controls() || ']'));
ALTER TABLE "tracks" ADD CONSTRAINT "tracks_name_without_bidi_controls" CHECK ("name" !~ ('[' || bidi_controls() || ']'));
ALTER TABLE "schedule_versions" ADD CONSTRAINT "schedule_versions_name_without_bidi_controls" CHECK ("name" !~ ('[' || bidi_controls() || ']'));
