import { randomBytes } from 'node:crypto';
import { execute } from '../data/write-rows.ts';
import { send } from '../load/request.ts';
import type { Writes } from './write.ts';

/** Logins of one account, each of which refreshes its tokens once. */
export const refreshTokens = (userId: string): Writes => ({
  statuses: [200],
  async next(target, count) {
    const tokens = Array.from({ length: count }, () => randomBytes(32).toString('base64url'));
    await execute(
      target.databases.users,
      [`DELETE FROM token_families WHERE agent = 'bench'`],
      [
        `WITH given AS (SELECT gen_random_uuid() AS family, token FROM unnest($2::text[]) AS token),
         families AS (
           INSERT INTO token_families (id, user_id, agent, ends_at)
           SELECT family, $1, 'bench', now() + interval '90 days' FROM given)
         INSERT INTO refresh_tokens (hash, family_id, expires_at)
         SELECT encode(sha256(convert_to(token, 'UTF8')), 'hex'), family, now() + interval '30 days' FROM given`,
        [userId, tokens],
      ],
    );
    return tokens.map(refreshToken => send('POST', '/api/v1/auth/refresh', undefined, { refreshToken }));
  },
});
