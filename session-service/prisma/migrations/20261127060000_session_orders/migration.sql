-- A page of a list over all events is read in its order, and costs the same however many sessions there are.
CREATE INDEX "sessions_title_order_id_idx" ON "sessions" ("title_order", "id");
CREATE INDEX "sessions_created_at_id_idx" ON "sessions" ("created_at" DESC, "id");
CREATE INDEX "released_sessions_title_order_id_idx" ON "released_sessions" ("title_order", "id");
