\set token random(1, 20000)
BEGIN;
SELECT 1 FROM token_families WHERE id = bench_id(6, :token) FOR UPDATE;
UPDATE refresh_tokens SET used_at = now() WHERE hash = 'bench-' || :token;
SELECT u.*, f.ends_at, f.revoked_at FROM refresh_tokens t JOIN token_families f ON f.id = t.family_id JOIN users u ON u.id = f.user_id WHERE t.hash = 'bench-' || :token;
UPDATE token_families SET last_used_at = now() WHERE id = bench_id(6, :token);
INSERT INTO refresh_tokens (hash, family_id, expires_at) VALUES (gen_random_uuid(), bench_id(6, :token), now() + interval '30 days');
COMMIT;
