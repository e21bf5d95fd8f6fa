import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Response } from 'supertest';
import { makePublished } from './support/events';
import { type Person, person, seatsOf, wrongAbout } from './support/registrations';
import { type Running, startEventService } from './support/start';

const seats = 100;
const people = 500;

describe('500 people want 100 seats at once, some twice, some leaving meanwhile', () => {
  let running: Running;
  let other: Awaited<ReturnType<Running['second']>>;
  beforeAll(async () => {
    running = await startEventService();
    other = await running.second();
  });
  afterAll(async () => {
    await other.stop();
    await running.stop();
  });

  /** Asks again where the service says so, as clients do: on a slow machine the last of 500 may have to. */
  async function patiently(ask: () => PromiseLike<Response>): Promise<Response> {
    for (;;) {
      const reply = await ask();
      if (reply.status !== 503 || !reply.headers['retry-after']) return reply;
      await delay(Number(reply.headers['retry-after']) * 1_000);
    }
  }

  /** Looks at the seats all the time, until told to stop. */
  function watch(eventId: string) {
    let looks = 0;
    let done = false;
    const wrong: object[] = [];
    const watching = (async () => {
      while (!done) {
        const seen = await seatsOf(running, eventId);
        looks++;
        if (wrongAbout(seen)) wrong.push(seen);
        await delay(10);
      }
    })();
    return async () => {
      done = true;
      await watching;
      return { looks, wrong };
    };
  }

  async function rush(eventId: string, crowd: Person[]) {
    const leavers: Promise<unknown>[] = [];
    const replies = await Promise.all(
      crowd.map(async (somebody, n) => {
        const tries = n % 10 === 0 ? [somebody, somebody] : [somebody];
        const answers = await Promise.all(tries.map(one => patiently(() => one.register(eventId))));
        if (n % 7 === 0) leavers.push(patiently(() => somebody.leave(eventId)));
        return answers;
      }),
    );
    await Promise.all(leavers);
    return replies;
  }

  const stillIn = (crowd: Person[]) => crowd.filter((_, n) => n % 7 !== 0);

  test.each([
    ['one instance', () => [running]],
    ['two instances', () => [running, other]],
  ])('%s: exactly 100 are in, the line is in order without gaps, the counter is always right', async (_, instances) => {
    const event = await makePublished(running, { capacity: seats });
    const doors = instances();
    const crowd = Array.from({ length: people }, (_, n) => person(doors[n % doors.length] ?? running));
    const stop = watch(event.id);
    const started = performance.now();
    const replies = await rush(event.id, crowd);
    const ms = Math.round(performance.now() - started);
    const { looks, wrong } = await stop();

    expect(wrong).toEqual([]);
    expect(looks).toBeGreaterThan(5);
    for (const answers of replies) {
      expect(answers.map(({ status }) => status).toSorted()).toEqual(answers.length === 2 ? [200, 201] : [201]);
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    }
    const left = stillIn(crowd);
    expect(await seatsOf(running, event.id)).toEqual({
      capacity: seats,
      taken: seats,
      confirmed: seats,
      waitlisted: left.length - seats,
      waiting: left.length - seats,
    });
    const states = await Promise.all(left.map(async somebody => (await somebody.mine(event.id)).body));
    const confirmed = states.filter(({ status }) => status === 'confirmed');
    expect(confirmed).toHaveLength(seats);
    expect(new Set(confirmed.map(({ ticketCode }) => ticketCode)).size).toBe(seats);
    const positions = states.flatMap(({ position }) => position ?? []).toSorted((a, b) => a - b);
    expect(positions).toEqual(Array.from({ length: left.length - seats }, (_, n) => n + 1));
    // Nobody was overtaken: all who got in from the line stood in it before all who still wait.
    const [line] = await running.database.query<{ promoted: number; waiting: number }>(
      `SELECT max(in_line) FILTER (WHERE status = 'confirmed') AS promoted,
         min(in_line) FILTER (WHERE status = 'waitlisted') AS waiting FROM registrations WHERE event_id = $1`,
      [event.id],
    );
    expect(line?.waiting).toBeGreaterThan(line?.promoted ?? 0);
    console.info(`${people} people, ${doors.length} instances: ${ms} ms, looked at ${looks} times`);
  });
});
