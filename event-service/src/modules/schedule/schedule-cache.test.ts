import { setImmediate as nextTurn } from 'node:timers/promises';
import { unavailable } from '@ems/chassis/errors';
import { expect, jest, test } from '@jest/globals';
import type { LoadDependencies } from './load-schedule';
import { createScheduleCache } from './schedule-cache';
import type { ScheduleState } from './schedule-state';

const state: ScheduleState = {
  id: '01a221c8-2103-7955-bb6d-67d023a5bb33',
  slug: 'camp',
  status: 'published',
  scheduleVisible: 'always',
  version: 1,
  revision: 1n,
  changedAt: new Date(),
  behind: [],
};

test('what is degraded is composed anew after a second, also where the clock was set back meanwhile', async () => {
  let calls = 0;
  const whole = { rooms: [], tracks: [], slots: [], sessions: [], movedVersion: 0, isReleased: false };
  const dependencies = {
    // There is no snapshot.
    database: { sql: { $queryRaw: async () => [], $executeRaw: async () => 0 } },
    clients: {
      sessions: { listSlotsByEvent: async () => whole },
      speakers: {
        async batchGetSpeakers() {
          calls++;
          throw unavailable('speaker-service does not answer at the moment.');
        },
      },
    },
  } as unknown as LoadDependencies;
  const schedules = createScheduleCache(dependencies, 30_000);
  expect((await schedules.load(state)).degraded).toEqual([{ part: 'speakers', reason: 'unavailable' }]);
  await schedules.load(state);
  expect(calls).toBe(1);
  const dayBefore = Date.now() - 86_400_000;
  const wallClock = jest.spyOn(Date, 'now').mockImplementation(() => dayBefore);
  try {
    for (const end = performance.now() + 10_000; calls === 1 && performance.now() < end; await nextTurn())
      await schedules.load(state);
    expect(calls).toBe(2);
  } finally {
    wallClock.mockRestore();
  }
});
