-- The words of each session stand beside it: ranking what was found would otherwise read every text again.
ALTER TABLE "sessions" ADD COLUMN "words" TSVECTOR GENERATED ALWAYS AS (session_words("title", "abstract", "description")) STORED;
CREATE INDEX "sessions_words_idx" ON "sessions" USING gin ("words");
DROP INDEX "sessions_words";
