import { countSent, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { largeCalls } from './support/large-calls';
import { makeLargeEvent, sessionCount } from './support/large-event';
import { type App, startSessionService } from './support/start';

/** How many times as large the large event is as the small one. */
const scale = 10;

/** What reads a whole draft reads 100 rows at a time, so that others wait for none: by so many statements each. */
const perHundred: Record<string, number> = { 'changes since the release': 3, 'schedule in progress (gRPC)': 3 };

describe('with 2,000 sessions in one event', () => {
  let running: App;
  let large: ReturnType<typeof largeCalls>;
  let small: ReturnType<typeof largeCalls>;
  beforeAll(async () => {
    running = await startSessionService();
    large = await released(sessionCount);
    small = await released(sessionCount / scale);
  });
  afterAll(async () => {
    for (const { close } of [large, small]) close();
    await running.stop();
  });

  async function released(sessions: number) {
    const camp = await makeLargeEvent(running, sessions);
    const quiet = { 'speaker-unavailable': 'warn', 'outside-room-hours': 'warn' };
    expectStatus(await camp.team('put', `/conflicts/rules?eventId=${camp.id}`, { severities: quiet }), 200);
    expectStatus(await camp.team('post', '/schedule-versions', { eventId: camp.id, name: '1.0' }), 201);
    return largeCalls(running, camp);
  }

  /** Each call, of both events. */
  const pairs = () =>
    Object.entries(large.calls).map(([name, call]) => ({ name, ofMany: call, ofFew: small.calls[name] ?? call }));

  test('lists, conflicts and the schedule need no more statements than with 200, but for a draft that is read in parts', async () => {
    for (const { name, ofMany, ofFew } of pairs()) {
      const { statements } = await countSent(ofFew);
      expect(statements).toBeGreaterThan(0);
      const more = ((perHundred[name] ?? 0) * (sessionCount - sessionCount / scale)) / 100;
      const { statements: ofLarge } = await countSent(ofMany);
      expect({ name, isBounded: ofLarge <= statements + more }).toEqual({ name, isBounded: true });
    }
  });
});
