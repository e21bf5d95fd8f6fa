import { largeCalls, measure } from '../test/support/large-calls';
import { makeLargeEvent, sessionCount } from '../test/support/large-event';
import { startSessionService } from '../test/support/start';

const times = 30;
const limitMs = 150;

/** Prints what each call takes on an event of 2,000 sessions; fails when the median of one is over the limit. */
async function main(): Promise<void> {
  const running = await startSessionService();
  const camp = await makeLargeEvent(running);
  const quiet = { 'speaker-unavailable': 'warn', 'outside-room-hours': 'warn' };
  await camp.team('put', `/conflicts/rules?eventId=${camp.id}`, { severities: quiet });
  const [release = 0] = await measure(
    () => camp.team('post', '/schedule-versions', { eventId: camp.id, name: '1.0' }).expect(201),
    1,
  );
  console.log(`${sessionCount} sessions in one event; a release takes ${Math.round(release)} ms`);
  console.log(`${'ms, '.padStart(34)}${times} calls each   median      p95      max   answers`);
  const { calls, close } = largeCalls(running, camp);
  for (const [name, call] of Object.entries(calls)) {
    const answers = await call();
    const took = await measure(call, times);
    const at = (share: number) => took[Math.ceil(took.length * share) - 1] ?? 0;
    const columns = [at(0.5), at(0.95), at(1)].map(ms => ms.toFixed(1).padStart(9)).join('');
    console.log(`${name.padEnd(48)}${columns}${String(answers).padStart(10)}`);
    if (at(0.5) > limitMs) process.exitCode = 1;
  }
  close();
  await running.stop();
}

void main();
