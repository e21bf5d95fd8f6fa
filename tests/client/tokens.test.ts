import { createClient, memoryTokens } from '@ems/client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type FaultyGateway, startFaultyGateway } from './faulty-gateway';
import { type Person, signUp } from './people';

let network: FaultyGateway;
let ada: Person;
beforeAll(async () => {
  network = await startFaultyGateway();
});
afterAll(() => network.stop());
afterEach(() => {
  Reflect.deleteProperty(navigator, 'locks');
});
beforeEach(async () => {
  ada = await signUp(network.url);
  network.calls.length = 0;
});

const refresh = 'POST /auth/refresh';
const refreshes = () => network.calls.filter(call => call === refresh).length;
const refreshTokenOf = async ({ tokens }: Person) => (await tokens.get())?.refreshToken;

/** As if its time were over. */
async function expireAccessToken({ tokens }: Person): Promise<void> {
  const current = await tokens.get();
  if (current) await tokens.set({ ...current, accessToken: `${current.accessToken}x` });
}

/** As on pages without TLS, and in Node.js before 24. */
const withoutWebLocks = () => Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true });

describe('an access token that is refused', () => {
  test.each(['with Web Locks', 'without Web Locks'])('is replaced once for all calls that wait, %s', async platform => {
    if (platform === 'without Web Locks') withoutWebLocks();
    await expireAccessToken(ada);
    const before = await refreshTokenOf(ada);
    const names = await Promise.all(Array.from({ length: 20 }, () => ada.client.get('/users/me')));
    expect(names.map(({ data }) => data.name)).toEqual(Array(20).fill('Ada'));
    expect(refreshes()).toBe(1);
    expect(await refreshTokenOf(ada)).not.toBe(before);
  });

  test('is replaced also when the first reply to the refresh is lost, and the login goes on', async () => {
    for (let round = 0; round < 2; round++) {
      await expireAccessToken(ada);
      network.fail(refresh, 'lost-reply');
      expect((await ada.client.get('/users/me')).data.name).toBe('Ada');
    }
    expect(refreshes()).toBe(4);
  });

  test('of two clients with one store, as two tabs have, one makes the refresh', async () => {
    const other = createClient({ baseUrl: network.url, tokens: ada.tokens });
    await expireAccessToken(ada);
    await Promise.all([ada.client.get('/users/me'), other.get('/users/me')]);
    expect(refreshes()).toBe(1);
  });

  test('stays refused when the login has ended: that is said, and the tokens are forgotten', async () => {
    const refreshToken = String(await refreshTokenOf(ada));
    await createClient({ baseUrl: network.url }).post('/auth/logout', { body: { refreshToken } });
    await expireAccessToken(ada);
    await expect(ada.client.get('/users/me')).rejects.toMatchObject({ status: 401, code: 'auth.invalid-token' });
    expect(await ada.tokens.get()).toBeUndefined();
    await expect(ada.client.get('/users/me')).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(refreshes()).toBe(1);
  });

  test('is kept with its refresh token while there can be no other', async () => {
    await expireAccessToken(ada);
    const before = await ada.tokens.get();
    network.fail(refresh, { status: 503, code: 'unavailable', retryAfter: '3600' });
    await expect(ada.client.get('/users/me')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await ada.tokens.get()).toEqual(before);
    expect((await ada.client.get('/users/me')).data.name).toBe('Ada');
  });
});

test('an access token without a refresh token is used until it is refused', async () => {
  const { accessToken } = (await ada.tokens.get()) ?? { accessToken: '' };
  const scripted = (token: string) =>
    createClient({ baseUrl: network.url, tokens: memoryTokens({ accessToken: token }) }).get('/users/me');
  expect((await scripted(accessToken)).data.name).toBe('Ada');
  await expect(scripted(`${accessToken}x`)).rejects.toMatchObject({ status: 401, code: 'unauthenticated' });
  expect(refreshes()).toBe(0);
});

describe('who signs out', () => {
  test('is nobody, here and at the API', async () => {
    const refreshToken = String(await refreshTokenOf(ada));
    await ada.client.signOut();
    expect(await ada.tokens.get()).toBeUndefined();
    await expect(ada.client.post('/auth/refresh', { body: { refreshToken } })).rejects.toMatchObject({ status: 401 });
  });

  test('while nobody can be told is still signed in, and may try again', async () => {
    network.fail('POST /auth/logout', { status: 503, code: 'unavailable', retryAfter: '3600' });
    await expect(ada.client.signOut()).rejects.toMatchObject({ code: 'unavailable' });
    expect((await ada.client.get('/users/me')).data.name).toBe('Ada');
    await ada.client.signOut();
    expect(await ada.tokens.get()).toBeUndefined();
  });
});

test('a wrong password leaves whoever is signed in', async () => {
  const account = { email: 'nobody@example.org', password: 'wrong horse battery' };
  await expect(ada.client.signIn(account)).rejects.toMatchObject({ code: 'auth.invalid-credentials' });
  expect((await ada.client.get('/users/me')).data.name).toBe('Ada');
});
