import { randomUUID } from 'node:crypto';
import { eventually } from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { noticeTo, registration, useNoticeWorld, verifiedAccount } from '../support/notices';

const world = useNoticeWorld({ beforeAll, afterAll });

test('an event of before there were mails is asked for at the start, and has them once it is told again', async () => {
  const ada = await verifiedAccount(world);
  const [eventId, deleted] = [randomUUID(), randomUUID()];
  // As an earlier release has left them: one, and what is left of one that was deleted.
  await world.app.database.query(
    `INSERT INTO event_replicas (id, version, owner_id, slug, title, open)
     VALUES ($1, 0, $3, 'old', 'Old Camp', true), ($2, 1, NULL, '', '', false)`,
    [eventId, deleted, world.owner.id],
  );
  const id = randomUUID();
  await world.publish('registration.confirmed.v1', id, registration(id, eventId, { userId: ada.id }));
  const instance = await world.app.second({ AMQP_URL: world.broker.amqpUrl('user-service') });
  const asked = await eventually(async () => {
    const rows = await world.app.database.query<{ payload: object }>(
      `SELECT payload FROM outbox WHERE type = 'user-service.events-missed.v1'`,
    );
    return rows.length > 0 ? rows : undefined;
  });
  await instance.stop();
  expect(asked).toEqual([{ payload: { eventIds: [eventId] } }]);
  await world.publish('event.updated.v1', eventId, {
    id: eventId,
    slug: 'old',
    title: 'Old Camp',
    status: 'published',
    ownerId: world.owner.id,
    startsAt: '2027-05-01T08:00:00.000Z',
    endsAt: '2027-05-02T16:00:00.000Z',
    timezone: 'Europe/Berlin',
    cfp: null,
    members: [],
  });
  await noticeTo(world.app, ada.email, 'Your ticket for “Old Camp”');
});
