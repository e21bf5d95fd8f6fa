-- A review whose author has become one of the session's own people, by joining it or by claiming a profile on it, no longer
-- counts. The mark outlives the link from profile to account, so that neither an erasure nor a merge makes the review count again.
ALTER TABLE "reviews" ADD COLUMN "conflict_of_interest" BOOLEAN NOT NULL DEFAULT false;

-- Locks the profiles: of a claim and a review at the same moment, the later sees the earlier.
CREATE FUNCTION mark_own_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM speaker_replicas r JOIN session_speakers p ON p.speaker_id = r.id
        WHERE p.session_id = NEW.session_id ORDER BY r.id FOR SHARE OF r;
    NEW.conflict_of_interest := EXISTS (
        SELECT 1 FROM sessions WHERE id = NEW.session_id AND submitter_id = NEW.reviewer_id
        UNION ALL
        SELECT 1 FROM session_speakers p JOIN speaker_replicas r ON r.id = p.speaker_id
        WHERE p.session_id = NEW.session_id AND r.user_id = NEW.reviewer_id);
    RETURN NEW;
END $$;
CREATE TRIGGER mark_own_review BEFORE INSERT OR UPDATE OF score, comment ON "reviews"
    FOR EACH ROW EXECUTE FUNCTION mark_own_review();

CREATE FUNCTION mark_reviews_of_speaker() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE reviews SET conflict_of_interest = true FROM speaker_replicas r
        WHERE r.id = NEW.speaker_id AND reviewer_id = r.user_id AND session_id = NEW.session_id;
    RETURN NULL;
END $$;
CREATE TRIGGER mark_reviews_of_speaker AFTER INSERT ON "session_speakers"
    FOR EACH ROW EXECUTE FUNCTION mark_reviews_of_speaker();

CREATE FUNCTION mark_reviews_of_claimant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE reviews SET conflict_of_interest = true
        WHERE reviewer_id = NEW.user_id
            AND session_id IN (SELECT session_id FROM session_speakers WHERE speaker_id = NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER mark_reviews_of_claimant AFTER UPDATE OF user_id ON "speaker_replicas"
    FOR EACH ROW WHEN (NEW.user_id IS NOT NULL) EXECUTE FUNCTION mark_reviews_of_claimant();

-- Who is taken off a session is judge of it again.
CREATE FUNCTION unmark_reviews_of_speaker() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE reviews SET conflict_of_interest = false FROM speaker_replicas r
        WHERE r.id = OLD.speaker_id AND reviewer_id = r.user_id AND session_id = OLD.session_id
            AND NOT EXISTS (
                SELECT 1 FROM session_speakers p JOIN speaker_replicas o ON o.id = p.speaker_id
                WHERE p.session_id = OLD.session_id AND o.user_id = r.user_id);
    RETURN NULL;
END $$;
CREATE TRIGGER unmark_reviews_of_speaker AFTER DELETE ON "session_speakers"
    FOR EACH ROW EXECUTE FUNCTION unmark_reviews_of_speaker();

UPDATE "reviews" v SET "conflict_of_interest" = true
FROM "session_speakers" p JOIN "speaker_replicas" r ON r.id = p.speaker_id
WHERE p.session_id = v.session_id AND r.user_id = v.reviewer_id;
