import { expectStatus } from '@ems/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import request, { type Response } from 'supertest';
import { gateway } from '../support/api';
import { asOrganizer } from '../support/as-organizer';
import { services } from '../support/services';
import { firstAdmin, registerUser } from '../support/users';
import { type Call, callsOf } from './calls';
import { type Operation, operations } from './operations';
import { forgedCursor } from './values';

/** Calls of each operation, the same each time; more and others by the environment. */
const runs = Number(process.env.FUZZ_RUNS ?? 25);
const seed = Number(process.env.FUZZ_SEED ?? 2026);

const uuid = '01a217f2-2e30-77e8-b135-685d4f04c432';
/** Keys that fit no list, but for one column. */
const foreignCursors: unknown[][] = [
  [],
  [2 ** 31, uuid],
  [2 ** 53],
  [-1, uuid],
  ['0000-01-01T00:00:00.000Z', uuid],
  ['0000-01-01T00:00:00.000Z', 1],
  ['2027-02-30T00:00:00.000Z', uuid],
  [`2027-05-01T09:00:00.${'9'.repeat(200)}Z`, uuid],
  ['ffffffff-ffff-ffff-ffff-fffffffffff'],
  ['01A217F2-2E30-77E8-B135-685D4F04C432'],
  [uuid, uuid],
  [[uuid]],
  [{ gt: 0 }],
  [null],
];

describe('any request', () => {
  let tokens: Record<Call['caller'], string | undefined>;
  let ids: Record<string, string>;
  let all: Operation[];
  beforeAll(async () => {
    const [admin, organizer, user] = [await firstAdmin(), await registerUser(), await registerUser()];
    const organize = asOrganizer(organizer.client);
    const event = await organize.event();
    const room = await organize.room(event.id, 'Hall');
    const track = await organize.track(event.id, 'Web');
    const speaker = await organize.speaker('Ada');
    const session = await organize.session(event.id, 'Talk', [speaker.id], { trackId: track.id, durationMinutes: 30 });
    const slot = await organize.slot(session.id, room.id, '2027-05-01T12:00:00Z');
    await organize.publish(event.id);
    const resources = Object.entries({ event, room, track, speaker, session, slot, user });
    ids = Object.fromEntries(resources.map(([noun, { id }]) => [noun, id]));
    tokens = { nobody: undefined, organizer: organizer.accessToken, admin: admin.accessToken };
    all = operations(expectStatus(await request(gateway()).get('/openapi.json'), 200).body);
    expect(all.length).toBeGreaterThan(100);
  });

  const send = ({ method }: Operation, { caller, path, query, body }: Call) => {
    const call = request(gateway())[method](path).redirects(0).query(query);
    const token = tokens[caller];
    if (token) call.set('authorization', `Bearer ${token}`);
    return body === undefined ? call : call.type('json').send(body);
  };

  test.each(foreignCursors.map(key => ({ key })))(
    'no list takes the cursor $key, which it did not give',
    async ({ key }) => {
      const cursor = Buffer.from(JSON.stringify(key)).toString('base64url');
      const lists = all.filter(({ parameters }) => parameters.query.some(({ name }) => name === 'cursor'));
      expect(lists.length).toBeGreaterThan(14);
      for (const { path, parameters, ...list } of lists) {
        const required = parameters.query.filter(each => each.required).map(({ name }) => [name, ids.event]);
        const reply = await send(
          { ...list, path, parameters },
          {
            caller: 'admin',
            path: path.replace(/(\w+)s\/\{\w+\}/g, (_, noun: string) => `${noun}s/${ids[noun]}`),
            query: { ...Object.fromEntries(required), cursor },
            body: undefined,
          },
        );
        expect([path, reply.status, reply.body.errors?.[0]?.pointer]).toEqual([path, 400, '#/query/cursor']);
      }
    },
  );

  test('no sorted list takes a number that its order cannot have, whoever has made its check', async () => {
    const sorted = all.flatMap(list => {
      const sort = list.parameters.query.find(({ name }) => name === 'sort');
      return (sort?.schema.enum ?? []).map(order => ({ list, order: String(order) }));
    });
    expect(sorted.length).toBeGreaterThan(10);
    for (const { list, order } of sorted) {
      for (const number of [1e308, -1e308, 5e-324, 8.64e15, -8.64e15]) {
        const eventId = list.parameters.query.some(({ name }) => name === 'eventId') && { eventId: ids.event };
        const query = { ...eventId, sort: order, cursor: forgedCursor([number, uuid], order) };
        const reply = await send(list, { caller: 'admin', path: list.path, query, body: undefined });
        expect([list.path, order, number, reply.status]).toEqual([list.path, order, number, 400]);
        expect(reply.body.errors?.[0]?.pointer).toBe('#/query/cursor');
      }
    }
  });

  test.each(services)(
    'is accepted or refused with a problem by %s, and never a fault',
    async service => {
      let accepted = 0;
      for (const operation of all.filter(operation => operation.service === service)) {
        const property = fc.asyncProperty(callsOf(operation, ids), async call => {
          const reply = await send(operation, call);
          if (reply.status < 400) accepted++;
          else requireProblem(reply);
        });
        await fc.assert(property, { numRuns: runs, seed });
      }
      // Where nothing is accepted, nothing behind the validation is tested.
      expect(accepted).toBeGreaterThan(runs);
    },
    600_000,
  );
});

function requireProblem({ status, type, body }: Response): void {
  const text = JSON.stringify(body);
  // What is created in one service is known in the others a moment later.
  if (status >= 500 && !(status === 503 && /not known here yet/.test(text))) throw new Error(`${status} ${text}`);
  expect(type).toBe('application/problem+json');
  expect(body).toMatchObject({ status, code: expect.any(String), type: `/problems/${body.code}` });
  expect(text).not.toMatch(/prisma|node_modules|ECONN|at \w+ \(/i);
}
