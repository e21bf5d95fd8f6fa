import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { post, request } from '../data/api.ts';
import { sendOnce } from '../load/open-loop.ts';
import { get, send } from '../load/request.ts';
import { type Measurement, measurementOf, type Side } from '../measure/measurement.ts';
import { usageOf } from '../measure/process-usage.ts';
import { settle } from '../targets/settle.ts';
import type { BenchCase, BenchContext } from './case.ts';

const clients = 5_000;
const everyMs = 10_000;
/** The first is that in which all connect and get the whole schedule; it is not measured. */
const rounds = 3;
/** How old a schedule may be that somebody gets: what others know of a change is composed within a second. */
const staleMs = 1_000;

interface Slot {
  id: string;
  startsAt: string;
  endsAt: string;
}

interface Schedule {
  days: { rooms: { slots: Slot[] }[] }[];
}

/** A change of what all see: when its release was answered, and the tag from then on. */
interface Change {
  at: number;
  etag: string | undefined;
}

const pathOf = ({ demo }: BenchContext) => `/api/v1/events/${demo.eventId}/schedule`;

/** Five minutes later: the last slot of some room that can be moved at all. */
async function moveSlot({ system }: BenchContext, path: string, token: string): Promise<void> {
  const { days } = await request<Schedule>(system.origin, get(path));
  const lastOnes = days.flatMap(({ rooms }) => rooms.flatMap(({ slots }) => slots.slice(-1)));
  const later = (time: string) => new Date(Date.parse(time) + 5 * 60_000).toISOString();
  for (const { id, startsAt, endsAt } of lastOnes) {
    const body = { startsAt: later(startsAt), endsAt: later(endsAt) };
    const move = send('PATCH', `/api/v1/slots/${id}`, token, body);
    const reply = await fetch(`${system.origin}${move.path}`, { ...move, body: JSON.stringify(body) });
    await reply.body?.cancel();
    if (reply.status === 200) return;
  }
  throw new Error('no slot of the demo can be moved by five minutes');
}

let releases = 0;

async function moveAndRelease(context: BenchContext, path: string, token: string): Promise<Change> {
  const { system, demo } = context;
  await moveSlot(context, path, token);
  const name = `Polled ${++releases} of ${process.pid}`;
  await post(system.origin, '/api/v1/schedule-versions', token, { eventId: demo.eventId, name });
  const at = performance.now();
  await delay(staleMs);
  // As those who poll ask for it: each coding has a tag of its own.
  const reply = await fetch(`${system.origin}${path}`, { headers: { 'accept-encoding': 'identity' } });
  await reply.arrayBuffer();
  return { at, etag: reply.headers.get('etag') ?? undefined };
}

/** Each has a connection of its own and asks every ten seconds whether the schedule has changed; all are spread over that time. */
const polled = (context: BenchContext, path: string, token: string): Side => ({
  name: 'system',
  async measure(): Promise<Measurement> {
    const { system } = context;
    const polls: { at: number; ms: number; status: number; etag: string | undefined }[] = [];
    const started = performance.now();
    const poll = async (index: number) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1, timeout: 3 * everyMs });
      let etag: string | undefined;
      for (let round = 0; round < rounds; round++) {
        const due = started + round * everyMs + (index * everyMs) / clients;
        await delay(Math.max(0, due - performance.now()));
        const reply = await sendOnce(agent, system.origin, get(path, etag ? { 'if-none-match': etag } : {}));
        etag = reply.etag ?? etag;
        if (round > 0) polls.push({ ...reply, etag });
      }
      agent.destroy();
    };
    const all = Promise.all(Array.from({ length: clients }, (_, index) => poll(index)));
    await delay(everyMs);
    const before = usageOf(system.pids());
    await delay(everyMs / 2);
    const change = await moveAndRelease(context, path, token);
    await all;
    const after = usageOf(system.pids());
    await settle(context);
    const isWrong = ({ at, status, etag }: (typeof polls)[number]) =>
      (status !== 200 && status !== 304) || (at > change.at + staleMs && etag !== change.etag);
    const times = polls.map(({ ms }) => ms);
    return {
      ...measurementOf(times, ((rounds - 1) * everyMs) / 1000, polls.filter(isWrong).length),
      cpuMsPerRequest: before && after ? (after.cpuMs - before.cpuMs) / polls.length : null,
      rssMb: after?.rssMb ?? null,
    };
  },
});

/** By name alone, since it takes half a minute each time, and 10,000 descriptors of this process and of the gateway. */
export const pollingCase: BenchCase = {
  name: 'polling-5000',
  byNameAlone: true,
  async prepare(context) {
    const token = context.signToken(context.demo.organizer.id);
    const path = pathOf(context);
    // The first release: from now on the public sees releases alone.
    await moveAndRelease(context, path, token);
    return {
      system: polled(context, path, token),
      yardsticks: [],
      // At 500 requests a second 0.8 ms are 40 % of one core.
      goals: [
        { of: 'p99Ms', atMost: 1_000 },
        { of: 'cpuMsPerRequest', atMost: 0.8 },
      ],
    };
  },
};
