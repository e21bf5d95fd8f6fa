import { randomUUID } from 'node:crypto';
import { eventually, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Conference, hour, makeConference } from './support/conference';
import { type App, startSessionService } from './support/start';

describe('the members of an event, as messages deliver them', () => {
  let broker: TestBroker;
  let running: App;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSessionService(broker);
  });
  afterAll(() => running.stop());

  type Members = { userId: string; role: string }[];
  const publish = (type: string, subject: string, sequence: number, data: object) => {
    const id = randomUUID();
    return broker.publish(type, messageOf(type, subject, sequence, data, id), id);
  };
  const publishMembers = ({ id }: Pick<Conference, 'id'>, sequence: number, members: Members) =>
    publish('event.member-changed.v1', id, sequence, { eventId: id, userId: randomUUID(), role: null, members });
  const publishEvent = (id: string, sequence: number, owner: string, members: Members) =>
    publish('event.updated.v1', id, sequence, {
      ...{ id, slug: 'camp', title: 'Camp', status: 'published', ownerId: owner, timezone: 'Europe/Berlin', cfp: null },
      ...{ startsAt: hour(0), endsAt: hour(96), members },
    });
  const settled = (id: string, membersVersion: number) =>
    eventually(async () => {
      const [row] = await running.database.query<{ v: number }>(
        'SELECT members_version AS v FROM event_replicas WHERE id = $1',
        [id],
      );
      return row?.v === membersVersion;
    });
  const makesRooms = async (conference: Pick<Conference, 'id'>, userId: string) =>
    (await running.as(userId)('post', '/rooms', { eventId: conference.id, name: randomUUID() })).status;

  test('an organizer makes the schedule, a reviewer and a steward do not, and nobody else knows of a draft', async () => {
    const draft = await makeConference(running, { status: 'draft' });
    const [organizer, reviewer, steward, stranger] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    const members = [
      { userId: organizer, role: 'organizer' },
      { userId: reviewer, role: 'reviewer' },
      { userId: steward, role: 'steward' },
    ];
    await publishMembers(draft, 2, members);
    await settled(draft.id, 2);
    expect(await makesRooms(draft, organizer)).toBe(201);
    expect(await makesRooms(draft, reviewer)).toBe(403);
    expect(await makesRooms(draft, steward)).toBe(403);
    expect(await makesRooms(draft, stranger)).toBe(404);
    const room = await draft.room();
    const session = await draft.session('confirmed');
    const body = { roomId: room, startsAt: hour(9), endsAt: hour(10) };
    expectStatus(await running.as(organizer)('post', `/sessions/${session}/slots`, body), 201);
  });

  test('a late message gives no role back, and one of the event itself carries its members too', async () => {
    const conference = await makeConference(running);
    const userId = randomUUID();
    await publishMembers(conference, 2, [{ userId, role: 'organizer' }]);
    await settled(conference.id, 2);
    await publishMembers(conference, 4, []);
    await settled(conference.id, 4);
    await publishMembers(conference, 3, [{ userId, role: 'organizer' }]);
    const heir = randomUUID();
    await publishEvent(conference.id, 5, heir, [{ userId: conference.owner, role: 'organizer' }]);
    await settled(conference.id, 5);
    expect(await makesRooms(conference, userId)).toBe(403);
    expect(await makesRooms(conference, heir)).toBe(201);
    expect(await makesRooms(conference, conference.owner)).toBe(201);
  });

  test('a message that overtook the first of its event is retried', async () => {
    const [id, owner, userId] = [randomUUID(), randomUUID(), randomUUID()];
    await publishMembers({ id }, 2, [{ userId, role: 'organizer' }]);
    await publishEvent(id, 1, owner, []);
    await settled(id, 2);
    expect(await makesRooms({ id }, userId)).toBe(201);
  });
});
