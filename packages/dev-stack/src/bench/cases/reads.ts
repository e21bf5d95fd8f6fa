import { portOf } from '../../ports/port-settings.ts';
import { findService } from '../../services.ts';
import { get } from '../load/request.ts';
import { type Goal, ratioOf } from '../results/goal.ts';
import type { Target } from '../targets/target.ts';
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
export const bareExpress = ({ monolith, load }: BenchContext, goal?: Goal): Yardstick => ({
  ...(goal && { goal }),
  side: readOf({ ...monolith.target, name: 'express', origin: monolith.processUrl }, { load }, get('/bare')),
});

/** Of event-service itself, past the gateway. */
export const eventServiceOf = ({ system, config }: BenchContext): Target => ({
  ...system,
  name: 'event-service',
  origin: `http://127.0.0.1:${portOf(config, findService('event-service').http)}`,
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
    const monolith = { side: readOf(context.monolith.target, context, read), goal: ratioOf(1) };
    const statement = { side: sqlRead(context.system.databases.events, eventById, [context.demo.eventId]) };
    return { system: readOf(context.system, context, read), yardsticks: [monolith, statement] };
  },
};

/** What the service alone takes, against what Express alone does. */
const eventDirectly: BenchCase = {
  name: 'event-by-id-direct',
  prepare: async context => ({
    system: readOf(eventServiceOf(context), context, get(eventPath(context))),
    yardsticks: [bareExpress(context, ratioOf(0.7))],
  }),
};

/** A list of 20, by the words of a search. */
const searchCase = (name: string, path: string): BenchCase => ({
  name,
  async prepare(context) {
    const read = get(path);
    await requireSameReply<{ data: Item[] }>(context, read, ({ data }) => data.map(({ id }) => id).toSorted());
    const monolith = { side: readOf(context.monolith.target, context, read), goal: ratioOf(1) };
    return { system: readOf(context.system, context, read), yardsticks: [monolith] };
  },
});

export const readCases: BenchCase[] = [
  eventBySignedIn,
  eventByPublic,
  eventDirectly,
  searchCase('events-list', '/api/v1/events?limit=20&q=open'),
  searchCase('speakers-search', '/api/v1/speakers?limit=20&q=a'),
];
