-- What admins search in, by any part. Stored: where the index cannot serve a search (it knows letters of ASCII only), each row
-- would otherwise be folded anew.
DROP INDEX "users_name_email_trgm_idx";
ALTER TABLE "users" ADD COLUMN "search_text" TEXT NOT NULL GENERATED ALWAYS AS (fold_text("name" || ' ' || "email")) STORED;
CREATE INDEX "users_search_text_idx" ON "users" USING gin ("search_text" gin_trgm_ops);
