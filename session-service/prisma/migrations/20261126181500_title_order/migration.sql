-- What a list by title is sorted by: folded once, when the title is written, for it costs more than all else of such a list.
ALTER TABLE "sessions" ADD COLUMN "title_order" TEXT COLLATE "C" GENERATED ALWAYS AS (left(fold_text("title"), 50)) STORED;
ALTER TABLE "released_sessions" ADD COLUMN "title_order" TEXT COLLATE "C"
    GENERATED ALWAYS AS (left(fold_text("session" ->> 'title'), 50)) STORED;
