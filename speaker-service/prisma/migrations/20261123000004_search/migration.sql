-- Kept with the row: to rank what a search finds, the texts of each match would else be taken apart anew.
-- "speakers_search" stays for the version before this one, which looks through the function's index.
ALTER TABLE "speakers" ADD COLUMN "document" TSVECTOR
    GENERATED ALWAYS AS ("speaker_document"("name", "tagline", "company", "job_title", "location", "topics", "bio")) STORED;
CREATE INDEX "speakers_document_idx" ON "speakers" USING GIN ("document");
