import { get } from '../load/request.ts';
import { ratioOf } from '../results/goal.ts';
import type { BenchCase, BenchContext, Yardstick } from './case.ts';
import { readOf, requireSameReply } from './read.ts';
import { eventById, sqlRead } from './sql-read.ts';

interface Item {
  id: string;
}

const eventPath = ({ demo }: BenchContext) => `/api/v1/events/${demo.eventId}`;

const bearer = ({ signToken, demo }: BenchContext) => ({
  authorization: `Bearer ${signToken(demo.organizer.id)}`,
});

/** What Express alone can answer, without a gateway. */
const bareExpress = ({ monolith, load }: BenchContext): Yardstick => ({
  side: readOf({ ...monolith.target, name: 'express', origin: monolith.processUrl }, { load }, get('/bare')),
});

const eventBySignedIn: BenchCase = {
  name: 'event-by-id-signed-in',
  async prepare(context) {
    const read = get(eventPath(context), bearer(context));
    await requireSameReply<Item & { title: string; allowedActions: string[] }>(context, read, ({ id, title }) => [
      id,
      title,
    ]);
    const monolith = { side: readOf(context.monolith.target, context, read), goal: ratioOf(0.5) };
    return { system: readOf(context.system, context, read), yardsticks: [monolith, bareExpress(context)] };
  },
};

const eventByPublic: BenchCase = {
  name: 'event-by-id-public',
  async prepare(context) {
    const read = get(eventPath(context));
    await requireSameReply<Record<string, unknown>>(context, read, reply => reply);
    const monolith = { side: readOf(context.monolith.target, context, read), goal: ratioOf(0.5) };
    const statement = { side: sqlRead(context.system.databases.events, eventById, [context.demo.eventId]) };
    return { system: readOf(context.system, context, read), yardsticks: [monolith, statement] };
  },
};

/** A list of 20, by the words of a search. */
const searchCase = (name: string, path: string): BenchCase => ({
  name,
  async prepare(context) {
    const read = get(path);
    await requireSameReply<{ data: Item[] }>(context, read, ({ data }) => data.map(({ id }) => id).toSorted());
    const monolith = { side: readOf(context.monolith.target, context, read), goal: ratioOf(0.6) };
    return { system: readOf(context.system, context, read), yardsticks: [monolith] };
  },
});

export const readCases: BenchCase[] = [
  eventBySignedIn,
  eventByPublic,
  searchCase('events-list', '/api/v1/events?limit=20&q=open'),
  searchCase('speakers-search', '/api/v1/speakers?limit=20&q=a'),
];
