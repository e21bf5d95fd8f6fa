import { setTimeout as delay } from 'node:timers/promises';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePublished } from './support/events';
import { isInconsistent, type Person, person, seatsOf } from './support/registrations';
import { type App, startEventService } from './support/start';

const seats = 100;
const people = 500;
/** So many are at it in each instance at any moment: as many as it lets in, since those who wait may be refused on a slow machine. */
const concurrency = 4;

describe('500 people want 100 seats, as many at once as are served, some twice, some cancelling meanwhile', () => {
  let running: App;
  let other: Awaited<ReturnType<App['second']>>;
  beforeAll(async () => {
    running = await startEventService();
    other = await running.second();
  });
  afterAll(async () => {
    await other.stop();
    await running.stop();
  });

  /** Looks at the seats all the time while the work is done. */
  async function watchSeats(eventId: string, work: () => Promise<unknown>) {
    let looks = 0;
    let done = false;
    const wrong: object[] = [];
    const watch = async () => {
      while (!done) {
        const seen = await seatsOf(running, eventId);
        looks++;
        if (isInconsistent(seen)) wrong.push(seen);
        await delay(10);
      }
    };
    const end = () => {
      done = true;
    };
    await Promise.all([work().finally(end), watch()]);
    return { looks, wrong };
  }

  /** Does it for each, for so many at any moment. */
  async function inTurns<T, R>(items: T[], width: number, work: (item: T, n: number) => Promise<R>): Promise<R[]> {
    const queue = items.entries();
    const results: R[] = [];
    const serve = async () => {
      for (const [n, item] of queue) results[n] = await work(item, n);
    };
    await Promise.all(Array.from({ length: width }, serve));
    return results;
  }

  const rush = (eventId: string, crowd: Person[], width: number) =>
    inTurns(crowd, width, async (somebody, n) => {
      const tries = n % 10 === 0 ? [somebody, somebody] : [somebody];
      const answers = await Promise.all(tries.map(one => one.register(eventId)));
      const statuses = answers.map(({ status }) => status).toSorted();
      expect(statuses).toEqual(answers.length === 2 ? [200, 201] : [201]);
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
      if (n % 7 === 0) expectStatus(await somebody.cancel(eventId), 204);
    });

  const stillIn = (crowd: Person[]) => crowd.filter((_, n) => n % 7 !== 0);

  test.each([
    ['one instance', () => [running]],
    ['two instances', () => [running, other]],
  ])(
    '%s: exactly 100 are confirmed, the waitlist is in order without gaps, the counter is always right',
    async (_, instances) => {
      const event = await makePublished(running, { capacity: seats });
      const apps = instances();
      const crowd = Array.from({ length: people }, (_, n) => person(apps[n % apps.length] ?? running));
      const width = concurrency * apps.length;
      const { looks, wrong } = await watchSeats(event.id, () => rush(event.id, crowd, width));

      expect(wrong).toEqual([]);
      expect(looks).toBeGreaterThan(5);
      const left = stillIn(crowd);
      expect(await seatsOf(running, event.id)).toEqual({
        capacity: seats,
        taken: seats,
        confirmed: seats,
        waitlisted: left.length - seats,
        waiting: left.length - seats,
      });
      const states = await inTurns(left, width, async somebody => (await somebody.mine(event.id)).body);
      const confirmed = states.filter(({ status }) => status === 'confirmed');
      expect(confirmed).toHaveLength(seats);
      expect(new Set(confirmed.map(({ ticketCode }) => ticketCode)).size).toBe(seats);
      const positions = states.flatMap(({ position }) => position ?? []).toSorted((a, b) => a - b);
      expect(positions).toEqual(Array.from({ length: left.length - seats }, (_, n) => n + 1));
      // Nobody was overtaken: all who were promoted came before all who still wait.
      const [order] = await running.database.query<{ promoted: number; waiting: number }>(
        `SELECT max(waitlist_order) FILTER (WHERE status = 'confirmed') AS promoted,
         min(waitlist_order) FILTER (WHERE status = 'waitlisted') AS waiting FROM registrations WHERE event_id = $1`,
        [event.id],
      );
      expect(order?.waiting).toBeGreaterThan(order?.promoted ?? 0);
    },
  );
});
