import { largeEvent } from '../data/large-event.ts';
import { get } from '../load/request.ts';
import { ratioOf } from '../results/goal.ts';
import type { BenchCase, BenchContext } from './case.ts';
import { readOf, requireSameReply } from './read.ts';
import { bareExpress, eventServiceOf } from './reads.ts';

interface Schedule {
  days: { date: string; rooms: { id: string; slots: { id: string; startsAt: string }[] }[] }[];
}

/** All slots with their days. */
const slotsOf = ({ days }: Schedule) =>
  days.map(({ date, rooms }) => [date, rooms.map(({ id, slots }) => [id, slots.map(slot => slot.id)])]);

const eventPath = (eventId: string) => `/api/v1/events/${eventId}`;

/** As one that nothing has changed, against the monolith's joins. */
const warm = (name: string, eventOf: (context: BenchContext) => string | Promise<string>): BenchCase => ({
  name,
  async prepare(context) {
    const read = get(`${eventPath(await eventOf(context))}/schedule`);
    await requireSameReply(context, read, slotsOf);
    const monolith = { side: readOf(context.monolith.target, context, read), goal: ratioOf(3) };
    return { system: readOf(context.system, context, read), yardsticks: [monolith] };
  },
});

/** The monolith has no exports: its yardstick is the schedule that they are made of. */
const exported = (format: string): BenchCase => ({
  name: `export-${format.replace('schedule.', '')}`,
  async prepare(context) {
    const path = eventPath(context.demo.eventId);
    const monolith = {
      side: readOf(context.monolith.target, context, get(`${path}/schedule`)),
      goal: ratioOf(3),
    };
    return { system: readOf(context.system, context, get(`${path}/${format}`)), yardsticks: [monolith] };
  },
});

/** What who has the schedule already costs the service, against its own 200 and what Express alone does. */
const notModified: BenchCase = {
  name: 'schedule-304',
  async prepare(context) {
    const service = eventServiceOf(context);
    const read = get(`${eventPath(context.demo.eventId)}/schedule`);
    const reply = await fetch(`${service.origin}${read.path}`);
    await reply.body?.cancel();
    const known = get(read.path, { 'if-none-match': reply.headers.get('etag') ?? '' });
    const whole = { side: readOf({ ...service, name: 'own-200' }, context, read) };
    return { system: readOf(service, context, known, 304), yardsticks: [bareExpress(context, ratioOf(0.7)), whole] };
  },
};

export const scheduleCases: BenchCase[] = [
  warm('schedule-warm', ({ demo }) => demo.eventId),
  ...['schedule.json', 'schedule.xml', 'schedule.ics', 'schedule.csv', 'jsonld'].map(exported),
  notModified,
  warm('schedule-warm-2000', largeEvent),
];
