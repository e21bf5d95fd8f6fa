-- What scripts show in place of a login, with limits of its own.
CREATE TABLE "personal_access_tokens" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "scopes" TEXT[] NOT NULL,
    -- Empty: it is not limited to events.
    "event_ids" UUID[] NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(6),
    "expires_at" TIMESTAMPTZ(6),
    "revoked_at" TIMESTAMPTZ(6),

    CONSTRAINT "personal_access_tokens_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "personal_access_tokens_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    -- One of a hash's length is never a token in clear.
    CONSTRAINT "personal_access_tokens_hash_check" CHECK ("hash" ~ '^[0-9a-f]{64}$'),
    CONSTRAINT "personal_access_tokens_name_check" CHECK (length("name") BETWEEN 1 AND 100),
    CONSTRAINT "personal_access_tokens_scopes_check" CHECK (cardinality("scopes") > 0 AND array_position("scopes", NULL) IS NULL),
    CONSTRAINT "personal_access_tokens_event_ids_check" CHECK (cardinality("event_ids") <= 20 AND array_position("event_ids", NULL) IS NULL),
    CONSTRAINT "personal_access_tokens_expires_at_check" CHECK ("expires_at" > "created_at")
);
CREATE UNIQUE INDEX "personal_access_tokens_hash_key" ON "personal_access_tokens"("hash");
CREATE INDEX "personal_access_tokens_user_id_idx" ON "personal_access_tokens"("user_id");
-- What the list of ended logins reads: the few of the last minutes.
CREATE INDEX "personal_access_tokens_revoked_at_idx" ON "personal_access_tokens"("revoked_at") WHERE "revoked_at" IS NOT NULL;

-- The limits of a token are those that its owner saw when it was made.
CREATE FUNCTION "keep_grant"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.user_id, NEW.hash, NEW.scopes, NEW.event_ids) IS DISTINCT FROM (OLD.user_id, OLD.hash, OLD.scopes, OLD.event_ids)
        OR NEW.expires_at IS DISTINCT FROM OLD.expires_at
        OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NULL) THEN
        RAISE EXCEPTION 'new row violates check constraint "personal_access_tokens_immutable"' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'personal_access_tokens_immutable', TABLE = 'personal_access_tokens';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "personal_access_tokens_immutable" BEFORE UPDATE ON "personal_access_tokens"
    FOR EACH ROW EXECUTE FUNCTION "keep_grant"();

CREATE FUNCTION "limit_personal_access_tokens"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Of two at once the other waits here, and then counts the first.
    PERFORM FROM users WHERE id = NEW.user_id FOR UPDATE;
    IF (SELECT count(*) FROM personal_access_tokens
        WHERE user_id = NEW.user_id AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())) >= 50 THEN
        RAISE EXCEPTION 'new row violates check constraint "personal_access_tokens_limit"' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'personal_access_tokens_limit', TABLE = 'personal_access_tokens';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "personal_access_tokens_limit" BEFORE INSERT ON "personal_access_tokens"
    FOR EACH ROW EXECUTE FUNCTION "limit_personal_access_tokens"();
