import { get } from '../load/request.ts';
import { ratioOf } from '../results/goal.ts';
import type { BenchCase, BenchContext } from './case.ts';
import { readOf, requireSameReply } from './read.ts';

interface Schedule {
  days: { date: string; rooms: { id: string; slots: { id: string; startsAt: string }[] }[] }[];
}

/** All slots with their days. */
const slotsOf = ({ days }: Schedule) =>
  days.map(({ date, rooms }) => [date, rooms.map(({ id, slots }) => [id, slots.map(slot => slot.id)])]);

const pathOf = ({ demo }: BenchContext) => `/api/v1/events/${demo.eventId}/schedule`;

const warm: BenchCase = {
  name: 'schedule-warm',
  async prepare(context) {
    const read = get(pathOf(context));
    await requireSameReply(context, read, slotsOf);
    const monolith = { side: readOf(context.monolith.target, context, read), goal: ratioOf(1.5) };
    return { system: readOf(context.system, context, read), yardsticks: [monolith] };
  },
};

/** Against its own 200: what a client saves that has the schedule already. */
const notModified: BenchCase = {
  name: 'schedule-304',
  async prepare(context) {
    const { system } = context;
    const read = get(pathOf(context));
    const reply = await fetch(`${system.origin}${read.path}`);
    await reply.body?.cancel();
    const known = get(pathOf(context), { 'if-none-match': reply.headers.get('etag') ?? '' });
    const whole = readOf({ ...system, name: 'its own 200' }, context, read);
    return { system: readOf(system, context, known, 304), yardsticks: [{ side: whole, goal: ratioOf(5) }] };
  },
};

export const scheduleCases: BenchCase[] = [warm, notModified];
