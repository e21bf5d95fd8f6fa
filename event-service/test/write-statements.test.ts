import { countSent, expectStatus, refuseStatement, type Sent } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePublished, type TestEvent } from './support/events';
import { person, registerPerson } from './support/registrations';
import { type App, startEventService } from './support/start';

describe('the hot writes of event-service', () => {
  let running: App;
  let event: TestEvent;
  beforeAll(async () => {
    running = await startEventService();
    event = await makePublished(running, { capacity: 3 });
  });
  afterAll(() => running.stop());

  const ticket = async () => {
    const other = await makePublished(running);
    const { id, api } = await registerPerson(running, other.id);
    const { body } = expectStatus(await api('get', `/events/${other.id}/registrations/${id}`), 200);
    return () => other.owner('post', `/events/${other.id}/check-ins`, { ticketCode: body.ticketCode });
  };
  const somebody = async () => {
    const { register } = person(running);
    return () => register(event.id);
  };
  const walkIn = async () => {
    const other = await makePublished(running, { capacity: 1 });
    return () => other.owner('post', `/events/${other.id}/registrations`, { name: 'Ada' });
  };
  const writes = { createRegistration: somebody, registerWalkIn: walkIn, createCheckIn: ticket };
  type Write = keyof typeof writes;

  const expected: Record<Write, Sent> = {
    // Whether there was a seat decides on the message.
    createRegistration: { statements: 6, roundTrips: 3 },
    registerWalkIn: { statements: 5, roundTrips: 3 },
    createCheckIn: { statements: 8, roundTrips: 2 },
  };

  test('send so many statements in so many round trips', async () => {
    const sent: Partial<Record<Write, Sent>> = {};
    for (const name of Object.keys(writes) as Write[]) sent[name] = await countSent(await writes[name]());
    expect(sent).toEqual(expected);
  });

  const rows = () =>
    running.database.query(`
      SELECT (SELECT count(*) FROM outbox) AS messages, (SELECT sum(version) FROM registrations) AS registrations,
        (SELECT count(*) FROM check_ins) AS check_ins, (SELECT sum(taken + waitlisted) FROM event_seats) AS seats`);

  test.each(Object.keys(writes) as Write[])('%s leaves nothing, whichever of its statements fails', async name => {
    const write = await writes[name]();
    const before = await rows();
    for (let number = 1; number <= expected[name].statements; number++) {
      expectStatus(await refuseStatement(number, write), 500);
      expect(await rows()).toEqual(before);
    }
    expectStatus(await write(), 201);
  });
});
