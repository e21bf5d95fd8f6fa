-- What somebody of an event's people thinks of a session. It never reaches the session's own people.
CREATE TABLE "reviews" (
    "session_id" UUID NOT NULL,
    "reviewer_id" UUID NOT NULL,
    "score" INTEGER NOT NULL,
    "comment" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reviews_pkey" PRIMARY KEY ("session_id", "reviewer_id"),
    CONSTRAINT "reviews_score_is_1_to_5" CHECK ("score" BETWEEN 1 AND 5),
    CONSTRAINT "reviews_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "reviews_reviewer_id_idx" ON "reviews"("reviewer_id");
