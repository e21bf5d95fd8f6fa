import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { largeCalls, measure } from './support/large-calls';
import { makeLargeEvent } from './support/large-event';
import { type Running, startSessionService } from './support/start';

let running: Running;
let large: ReturnType<typeof largeCalls>;
beforeAll(async () => {
  running = await startSessionService();
  const camp = await makeLargeEvent(running);
  const quiet = { 'speaker-unavailable': 'warn', 'outside-room-hours': 'warn' };
  await camp.team('put', `/conflicts/rules?eventId=${camp.id}`, { severities: quiet });
  const release = await camp.team('post', `/schedule-versions?eventId=${camp.id}`, { name: '1.0' });
  expect(release.status).toBe(201);
  large = largeCalls(running, camp);
});
afterAll(async () => {
  large.close();
  await running.stop();
});

/** Four times what `npm run bench:programme` asks of an idle machine: tests run beside other things. */
const limitMs = 600;
const tries = 10;

test('with 2,000 sessions in one event, lists, conflicts and the schedule are answered at once', async () => {
  const late = [];
  for (const [name, call] of Object.entries(large.calls)) {
    const [fastest = limitMs] = await measure(call, tries);
    if (fastest >= limitMs) late.push(name);
  }
  expect(late).toEqual([]);
});
