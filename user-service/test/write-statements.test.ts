import { countSent, expectStatus, refuseStatement } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newAccount } from './support/accounts';
import { type App, api, startUserService } from './support/user-service';

describe('the hot write of user-service', () => {
  let app: App;
  beforeAll(async () => {
    app = await startUserService();
  });
  afterAll(() => app.stop());

  const refresh = (refreshToken: string) => api(app.url)('post', '/auth/refresh', { refreshToken });

  test('refreshTokens sends so many statements in so many round trips', async () => {
    const { refreshToken } = await newAccount(app);
    expect(await countSent(async () => refresh(refreshToken))).toEqual({ statements: 5, roundTrips: 2 });
  });

  test('refreshTokens leaves nothing, whichever of its statements fails: the token is good as before', async () => {
    const { refreshToken } = await newAccount(app);
    const rows = () =>
      app.database.query(
        'SELECT count(*), count(used_at) AS used FROM refresh_tokens, token_families f WHERE family_id = f.id',
      );
    const before = await rows();
    for (const number of [1, 2, 3, 4, 5]) {
      expectStatus(await refuseStatement(number, async () => refresh(refreshToken)), 500);
      expect(await rows()).toEqual(before);
    }
    expectStatus(await refresh(refreshToken), 200);
  });
});
