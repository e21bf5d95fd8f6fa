import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { remoteKeys } from './remote-keys';

/** What this system does not sign with. */
const others = [
  null,
  'key',
  { kid: 5 },
  { kid: 'odd', kty: 'unknown' },
  { kty: 'EC' },
  { kid: 'enc', kty: 'EC', use: 'enc' },
];

describe('the keys of another service', () => {
  let issuer: Server;
  let url: string;
  let kids: string[];
  let isAway: boolean;
  let fetches: number;
  let clock: number;
  beforeEach(async () => {
    [kids, isAway, fetches, clock] = [['one', 'two'], false, 0, 1_000_000];
    const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
    issuer = createServer((_, response) => {
      fetches += 1;
      if (isAway) response.writeHead(502).end();
      else
        response.end(
          JSON.stringify({ keys: [...others, ...kids.map(kid => ({ ...jwk, kid, alg: 'ES256', use: 'sig' }))] }),
        );
    });
    await new Promise<void>(resolve => issuer.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/`;
  });
  afterEach(() => {
    issuer.close();
  });

  const open = () => remoteKeys(url, () => clock);
  const away = { kind: 'unavailable' };

  test('are fetched once for all who ask at the same time, and for every kid', async () => {
    const keys = open();
    const found = await Promise.all(Array.from({ length: 50 }, (_, n) => keys(n % 2 ? 'one' : 'two')));
    expect(found.every(key => key?.asymmetricKeyType === 'ec' && key.type === 'public')).toBe(true);
    expect(fetches).toBe(1);
  });

  test('of a kind that is not understood, without an id or for encryption are ignored', async () => {
    const keys = open();
    expect(await keys('odd')).toBeUndefined();
    expect(await keys('enc')).toBeUndefined();
    expect(await keys('one')).toBeTruthy();
  });

  test('an issuer that is away is a 503, not a refusal, and is heard a second after it is back', async () => {
    const keys = open();
    isAway = true;
    for (let n = 0; n < 20; n++) await expect(keys('one')).rejects.toMatchObject(away);
    expect(fetches).toBe(1);
    isAway = false;
    clock += 1_000;
    expect(await keys('one')).toBeTruthy();
  });

  test('stay good while the issuer is away, and what never was known is then a 503', async () => {
    const keys = open();
    await keys('one');
    isAway = true;
    clock += 3_600_000;
    expect(await keys('one')).toBeTruthy();
    await expect(keys('three')).rejects.toMatchObject(away);
  });

  test('of an issuer that names none are as those of one that is away', async () => {
    const [unfit, keys] = [open(), open()];
    await keys('one');
    kids = [];
    await expect(unfit('one')).rejects.toMatchObject(away);
    clock += 600_000;
    expect(await keys('one')).toBeTruthy();
    kids = ['one'];
    clock += 1_000;
    expect(await unfit('one')).toBeTruthy();
  });

  test('are fetched again when an issuer is back, also where the machine was set to an earlier day meanwhile', async () => {
    const now = Date.now();
    const wallClock = jest.spyOn(Date, 'now').mockReturnValue(now);
    try {
      const keys = remoteKeys(url);
      isAway = true;
      await expect(keys('one')).rejects.toMatchObject(away);
      isAway = false;
      wallClock.mockReturnValue(now - 86_400_000);
      // A second after its failure the issuer is asked again.
      const end = performance.now() + 10_000;
      while (performance.now() < end && !(await keys('one').catch(() => undefined))) await nextTurn();
      expect(await keys('one')).toBeTruthy();
    } finally {
      wallClock.mockRestore();
    }
  });

  test('made-up kids cause two fetches a minute; the real ones are found all the same', async () => {
    const keys = open();
    const made = () => Promise.all(Array.from({ length: 100 }, (_, n) => keys(`../${n}`)));
    for (let n = 0; n < 5; n++) expect(await made()).toEqual(Array(100).fill(undefined));
    expect(fetches).toBe(3);
    expect(await keys('two')).toBeTruthy();
    clock += 60_000;
    for (let n = 0; n < 5; n++) await made();
    expect(fetches).toBe(5);
  });

  test('a new key is found at once, and one that was dropped is refused when the rest is fetched anew', async () => {
    const keys = open();
    await keys('one');
    kids = ['two', 'three'];
    expect(await keys('three')).toBeTruthy();
    expect(await keys('one')).toBeUndefined();
    kids = ['three'];
    clock += 599_999;
    expect(await keys('two')).toBeTruthy();
    clock += 1;
    expect(await keys('two')).toBeUndefined();
  });
});
