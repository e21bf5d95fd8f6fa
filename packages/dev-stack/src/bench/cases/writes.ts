import { type WriteEvent, writeEvents } from '../data/write-rows.ts';
import { ratioOf } from '../results/goal.ts';
import { settleWithoutMails } from '../targets/settle.ts';
import type { BenchCase, BenchContext } from './case.ts';
import { refreshTokens } from './refresh.ts';
import { checkIn, registerForEvents, signUpAtOnce } from './registration-writes.ts';
import { changeSessions, createSessions, moveSlots, scheduleSessions, writeHotEvent } from './session-writes.ts';
import { statementsOf } from './statements.ts';
import { type Writes, writeOf } from './write.ts';

/** Who makes which writes on which events. */
type MakeWrites = (events: WriteEvent[], token: string, context: BenchContext) => Writes;

/** @param script of the statements in bench/pgbench whose limit is another yardstick */
const writeCase = (name: string, make: MakeWrites, script?: string): BenchCase => ({
  name,
  async prepare(context) {
    const token = context.signToken(context.demo.organizer.id);
    const writes = make(await writeEvents(context), token, context);
    const system = writeOf(context.system, { ...writes, settle: () => settleWithoutMails(context) });
    const monolith = { side: writeOf(context.monolith.target, writes), goal: ratioOf(0.5) };
    const statements = script === undefined ? [] : [{ side: await statementsOf(context, script), goal: ratioOf(0.35) }];
    return { system, yardsticks: [monolith, ...statements] };
  },
});

const hottest = (events: WriteEvent[]): WriteEvent => {
  const [event] = events;
  if (event === undefined) throw new Error('there is no event to write to');
  return event;
};

export const writeCases: BenchCase[] = [
  writeCase('create-session', createSessions, 'create-session.sql'),
  writeCase('schedule-session', scheduleSessions, 'schedule-session.sql'),
  writeCase('move-slot', moveSlots, 'move-slot.sql'),
  writeCase('change-session', changeSessions, 'change-session.sql'),
  writeCase('register', (events, _, { signToken }) => registerForEvents(events, signToken), 'register.sql'),
  writeCase('check-in', checkIn, 'check-in.sql'),
  writeCase('refresh', (_events, _token, { demo }) => refreshTokens(demo.organizer.id), 'refresh.sql'),
  writeCase('hot-event-writes', (events, token) => writeHotEvent(hottest(events), token)),
  writeCase('sign-ups-500-on-100', (events, _, { signToken }) => signUpAtOnce(hottest(events), signToken)),
];
