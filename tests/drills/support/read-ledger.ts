import { setTimeout as delay } from 'node:timers/promises';
import { expectStatus } from '@ems/testing';
import { api } from '../../support/api';

/** So long after a write was acknowledged nobody is shown what was before. */
const boundMs = 50;
const readsPerSecond = 20;

/** What readers were shown of a profile that is changed all the while. */
export interface ReadLedger {
  reads: number;
  /** Replies that were older than the bound allows, in words. */
  stale: string[];
}

/**
 * Counts up in a public profile, and reads it without a login meanwhile, whether or not anybody replies, until it is stopped.
 * @param token of whoever makes the profile
 */
export async function startReadLedger(token: string): Promise<{ stop(): Promise<ReadLedger> }> {
  const { body } = expectStatus(await api(token)('post', '/speakers', { name: 'Ledger', tagline: '0' }), 201);
  const path = `/speakers/${body.id}`;
  const acknowledged: { count: number; at: number }[] = [];
  const ledger: ReadLedger = { reads: 0, stale: [] };
  let isStopped = false;

  async function count(): Promise<void> {
    for (let next = 1; !isStopped; next++) {
      const reply = await api(token)('patch', path, { tagline: String(next) })
        .timeout(10_000)
        .ok(() => true)
        .catch(() => undefined);
      if (reply?.status === 200) acknowledged.push({ count: next, at: performance.now() });
      else await delay(100);
    }
  }

  async function read(): Promise<void> {
    const sentAt = performance.now();
    const known = acknowledged.findLast(({ at }) => at <= sentAt - boundMs)?.count ?? 0;
    const reply = await api()('get', path)
      .timeout(10_000)
      .ok(() => true)
      .catch(() => undefined);
    if (reply?.status !== 200) return;
    ledger.reads++;
    if (Number(reply.body.tagline) < known) ledger.stale.push(`${reply.body.tagline} where ${known} was acknowledged`);
  }

  const counting = count();
  const reading = new Set<Promise<void>>();
  const timer = setInterval(() => {
    const one = read().finally(() => reading.delete(one));
    reading.add(one);
  }, 1_000 / readsPerSecond);
  return {
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await counting;
      await Promise.all(reading);
      return ledger;
    },
  };
}
