import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, scaled } from '@ems/testing';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { asOrganizer } from '../../support/as-organizer';
import { registerUser } from '../../support/users';
import { launchSettings, setLaunches } from '../support/launches';
import { type OwnSystem, startOwnSystem } from '../support/own-system';
import { countOutcomes } from '../support/settled';

const minutes = 60_000;
const perSecond = 20;
const asked = 600;
/** Calls that come for each that somebody needs. */
const allowedAmplification = 1.2;
/** Within which all is well again: of the requests of a second so many, and then all. */
const recoveryMs = 15_000;
const goodShare = 0.95;

jest.setTimeout(scaled(5 * minutes));

let system: OwnSystem;
let failures: string;
let calls: string;
let url: string;
let token: string;

beforeAll(async () => {
  system = await startOwnSystem('ems-retry-storm', { ...launchSettings, RATE_LIMITS: 'off' }, [], async tree => {
    failures = join(tree, '.local/failures');
    calls = join(tree, '.local/calls');
    writeFileSync(failures, '0');
    writeFileSync(calls, '0');
    const nodeArgs = ['--require', join(__dirname, '../support/preloaded/failing-calls.js')];
    setLaunches(tree, [
      { service: 'session-service', nodeArgs, env: { DRILL_FAILURES: failures, DRILL_CALLS: calls } },
    ]);
    return undefined;
  });
  const { accessToken, client } = await registerUser();
  const { id } = await asOrganizer(client).event();
  token = accessToken;
  url = `${system.gateway}/api/v1/events/${id}/summary`;
  await eventually(async () => (await ask()) === 'good', minutes);
});
afterAll(() => system?.stop());

/** A reply without what session-service knows is none that is good. */
async function ask(): Promise<string> {
  const reply = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const { degraded } = (await reply.json()) as { degraded?: unknown[] };
  return reply.ok && !degraded?.length ? 'good' : `${reply.status}`;
}

/** What comes of so many requests at a constant rate, and how many calls reach session-service for each. */
async function load(count: number) {
  const before = Number(readFileSync(calls, 'utf8'));
  const replies: Promise<string>[] = [];
  await new Promise<void>(resolve => {
    const timer = setInterval(() => {
      replies.push(ask());
      if (replies.length < count) return;
      clearInterval(timer);
      resolve();
    }, 1_000 / perSecond);
  });
  const outcomes = countOutcomes(await Promise.all(replies));
  const amplification = (Number(readFileSync(calls, 'utf8')) - before) / count;
  return { outcomes, amplification };
}

test.each(['0.3', '1'])(
  'of the calls of a service a share of %s fails: they are hardly repeated, and all is well soon after it',
  async share => {
    writeFileSync(failures, share);
    const failing = await load(asked);
    writeFileSync(failures, '0');
    const healedAt = performance.now();
    await eventually(async () => ((await load(perSecond)).outcomes.good ?? 0) >= goodShare * perSecond, recoveryMs);
    const recoveredAfter = Math.round(performance.now() - healedAt);
    const after = await load(asked / 4);
    console.log(share, { failing, recoveredAfter, after });
    expect(failing.amplification).toBeLessThan(allowedAmplification);
    expect(after.amplification).toBeLessThan(allowedAmplification);
    expect(after.outcomes).toEqual({ good: asked / 4 });
  },
);
