import { setTimeout as delay } from 'node:timers/promises';
import { withClient } from '@ems/chassis/database';
import { inParallel } from '../../in-parallel.ts';
import { post } from '../data/api.ts';
import { measurementOf, type Side } from '../measure/measurement.ts';
import { settle } from '../targets/settle.ts';
import type { BenchCase, BenchContext } from './case.ts';

const messagesPerSecond = 100;
const readsPerSecond = 20;
const speakerCount = 100;

/** A profile that was changed, and since when session-service should know of it. */
interface Waiting {
  version: number;
  since: number;
}

/**
 * How long after the reply to a change its effect is in the database of another service: the name of a speaker, which
 * session-service keeps. Changes come at a steady rate, however long that takes, and reads of session-service beside them.
 */
const commitToEffect = (context: BenchContext, speakers: readonly string[], token: string): Side => ({
  name: 'system',
  async measure(seconds) {
    const { system, demo } = context;
    const waiting = new Map<string, Waiting>();
    const times: number[] = [];
    let errors = 0;
    let isSending = true;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const change = async (index: number) => {
      const id = speakers[index % speakers.length] ?? '';
      const body = JSON.stringify({ name: `Speaker of many names ${index}` });
      const reply = await fetch(`${system.origin}/api/v1/speakers/${id}`, { method: 'PATCH', headers, body });
      const { version } = (await reply.json()) as { version: number };
      if (reply.status === 200) waiting.set(id, { version, since: performance.now() });
      else errors++;
    };
    const read = async () => {
      const reply = await fetch(`${system.origin}/api/v1/sessions?limit=20&eventId=${demo.eventId}`);
      await reply.arrayBuffer();
      if (reply.status !== 200) errors++;
    };
    const watch = withClient(system.databases.sessions, async client => {
      while (isSending || waiting.size > 0) {
        const { rows } = await client.query<{ id: string; version: number }>({
          name: 'effects',
          text: 'SELECT id::text, version FROM speaker_replicas WHERE id = ANY ($1)',
          values: [[...waiting.keys()]],
        });
        for (const { id, version } of rows) {
          const change = waiting.get(id);
          if (change === undefined || version < change.version) continue;
          times.push(Math.max(0, performance.now() - change.since));
          waiting.delete(id);
        }
        await delay(2);
      }
    });
    await Promise.all([atRate(messagesPerSecond, seconds, change), atRate(readsPerSecond, seconds, read)]);
    isSending = false;
    await watch;
    await settle(context);
    return measurementOf(times, seconds, errors);
  },
});

/** Begins work at a constant rate, whether or not that of before has ended, and waits for all. */
async function atRate(perSecond: number, seconds: number, work: (index: number) => Promise<void>): Promise<void> {
  const started = performance.now();
  const all: Promise<void>[] = [];
  for (let index = 0; index < perSecond * seconds; index++) {
    await delay(Math.max(0, started + (index * 1000) / perSecond - performance.now()));
    all.push(work(index));
  }
  await Promise.all(all);
}

export const commitToEffectCase: BenchCase = {
  name: 'commit-to-effect',
  async prepare(context) {
    const token = context.signToken(context.demo.organizer.id);
    const speakers = await inParallel(Array.from({ length: speakerCount }), async (_, index) => {
      const name = `Speaker of many names ${index}`;
      return (await post<{ id: string }>(context.system.origin, '/api/v1/speakers', token, { name })).id;
    });
    await settle(context);
    return {
      system: commitToEffect(context, speakers, token),
      yardsticks: [],
      goals: [
        { of: 'p50Ms', atMost: 20 },
        { of: 'p99Ms', atMost: 100 },
      ],
    };
  },
};
