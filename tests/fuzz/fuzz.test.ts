import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import request, { type Response } from 'supertest';
import { gateway, have } from '../support/api';
import { firstAdmin, newPerson } from '../support/people';
import { programme } from '../support/programme';
import { type Call, callsOf } from './calls';
import { type Operation, operations } from './operations';

/** Calls of each operation, the same each time; more and others by the environment. */
const runs = Number(process.env.FUZZ_RUNS ?? 25);
const seed = Number(process.env.FUZZ_SEED ?? 2026);
const services = ['user-service', 'event-service', 'session-service', 'speaker-service'];

describe('whatever is sent', () => {
  let tokens: Record<Call['caller'], string | undefined>;
  let ids: Record<string, string>;
  let all: Operation[];
  beforeAll(async () => {
    const [admin, organizer, user] = [await firstAdmin(), await newPerson(), await newPerson()];
    const organize = programme(organizer.as);
    const event = await organize.event();
    const room = await organize.room(event.id, 'Hall');
    const track = await organize.track(event.id, 'Web');
    const speaker = await organize.speaker('Ada');
    const session = await organize.session(event.id, 'Talk', [speaker.id], { trackId: track.id, durationMinutes: 30 });
    const slot = await organize.slot(session.id, room.id, '2027-05-01T12:00:00Z');
    await organize.publish(event.id);
    const made = Object.entries({ event, room, track, speaker, session, slot, user });
    ids = Object.fromEntries(made.map(([noun, { id }]) => [noun, id]));
    tokens = { nobody: undefined, organizer: organizer.accessToken, admin: admin.accessToken };
    all = operations(have(await request(gateway()).get('/openapi.json'), 200).body);
    expect(all.length).toBeGreaterThan(100);
  });

  const send = ({ method }: Operation, { caller, path, query, body }: Call) => {
    const call = request(gateway())[method](path).redirects(0).query(query);
    const token = tokens[caller];
    if (token) call.set('authorization', `Bearer ${token}`);
    return body === undefined ? call : call.type('json').send(body);
  };

  test.each(services)(
    '%s does it or says what is wrong with it, and never fails',
    async service => {
      let done = 0;
      for (const operation of all.filter(({ tags }) => tags.includes(service))) {
        const property = fc.asyncProperty(callsOf(operation, ids), async call => {
          const reply = await send(operation, call);
          if (reply.status < 400) done++;
          else requireProblem(reply);
        });
        await fc.assert(property, { numRuns: runs, seed });
      }
      // Where nothing is done, nothing is tried but the door.
      expect(done).toBeGreaterThan(runs);
    },
    600_000,
  );
});

function requireProblem({ status, type, body }: Response): void {
  const said = JSON.stringify(body);
  // What is made in one service is known in the others a moment later.
  if (status >= 500 && !(status === 503 && /not known here yet/.test(said))) throw new Error(`${status} ${said}`);
  expect(type).toBe('application/problem+json');
  expect(body).toMatchObject({ status, code: expect.any(String), type: `/problems/${body.code}` });
  expect(said).not.toMatch(/prisma|node_modules|ECONN|at \w+ \(/i);
}
