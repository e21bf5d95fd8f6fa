import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { eventually, expectProblem, expectStatus, looksPersonal, readSchemaColumns } from '@ems/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { api } from './support/api';
import { asOrganizer } from './support/as-organizer';
import { columnsOf, tablesWith } from './support/databases';
import { root, services } from './support/services';
import { textOfLogs, textOfQueues } from './support/sinks';
import { firstAdmin, password, registerUser, type User } from './support/users';

describe('erasing an account', () => {
  let admin: User;
  beforeAll(async () => {
    admin = await firstAdmin();
  });

  test('leaves its address in no database, queue, log or export, and every service sends a receipt', async () => {
    const email = `${randomUUID()}@example.org`;
    const person = await registerUser({ email });
    const organizer = await registerUser();
    const organize = asOrganizer(organizer.client);
    const now = Date.now();
    const cfp = {
      opensAt: new Date(now - 3_600_000).toISOString(),
      closesAt: new Date(now + 3_600_000).toISOString(),
    };
    const event = await organize.event({ cfp });
    await organize.publish(event.id);
    const noted = await organizer.api('post', '/speakers', { name: 'Ada', email }).set('idempotency-key', randomUUID());
    const own = await person.api('post', '/speakers', { name: 'Ada', email }).set('idempotency-key', randomUUID());
    const proposal = await eventually(async () => {
      const reply = await person.api('post', '/sessions', {
        eventId: event.id,
        title: 'On engines',
        speakerIds: [own.body.id],
        submit: true,
      });
      return reply.status === 201 ? reply.body : undefined;
    });
    const owned = await asOrganizer(person.client).event();
    expect((await tablesWith('speaker-service', email)).length).toBeGreaterThan(0);

    const refused = await eventually(async () => {
      const reply = await person.api('post', '/users/me/erasure', { password: 'wrong password' });
      expectStatus(reply, 401, 'auth.invalid-credentials');
      const { body } = await person.api('get', '/users/me/export');
      return body.ownedEvents.length > 0 ? person.api('post', '/users/me/erasure', { password }) : undefined;
    });
    const { id, slug, title } = owned;
    expectProblem(refused, 409, { code: 'user.owns-events', events: [{ id, slug, title }] });
    expectStatus(await person.api('post', `/events/${owned.id}/cancel`, { reason: 'I leave' }), 200);
    await eventually(async () => {
      const reply = await person.api('post', '/users/me/erasure', { password });
      return reply.status === 202;
    });
    const done = await eventually(async () => {
      const { body } = await admin.api('get', `/users/${person.id}/erasure`);
      return body.status === 'done' ? body : undefined;
    });
    expect(done.receipts).toHaveLength(services.length);

    for (const service of services) expect(await tablesWith(service, email)).toEqual([]);
    expect(await tablesWith('session-service', person.id)).not.toContain('session-service: sessions');
    expect(await textOfQueues()).not.toContain(email);
    const logs = await textOfLogs();
    expect(logs).toContain(person.id);
    for (const secret of [email, person.accessToken, person.refreshToken, password]) expect(logs).not.toContain(secret);
    for (const name of ['schedule', 'schedule.ics', 'schedule.json', 'schedule.xml', 'schedule.csv']) {
      expect((await api()('get', `/events/${event.id}/${name}`)).text ?? '').not.toContain(email);
    }
    expect((await organizer.api('get', `/speakers/${noted.body.id}`)).body.email).toBeNull();
    const { body: session } = await organizer.api('get', `/sessions/${proposal.id}`);
    expect(session.title).toBe('On engines');
    expect(session.submitterId).not.toBe(person.id);
    await eventually(async () => (await person.api('get', '/events?mine=true')).status === 401, 40_000);
  });
});

/** Columns whose names sound personal, of things that are no persons. */
const namesOfThings = [
  'events.venue_address',
  'events.venue_name',
  'released_rooms.name',
  'released_tracks.name',
  'room_replicas.name',
  'rooms.name',
  'schedule_versions.name',
  'sessions.type_name',
  'tracks.name',
];

describe('personal data', () => {
  const columns = services.map(service => ({
    service,
    declared: readSchemaColumns(join(root, service, 'prisma')),
  }));

  test.each(columns)(
    'every column of $service is declared, and none that is not there',
    async ({ service, declared }) => {
      expect(declared.map(({ name }) => name).toSorted()).toEqual((await columnsOf(service)).toSorted());
    },
  );

  test('a column that sounds personal says what becomes of it when the person is erased', () => {
    const unannotated = columns
      .flatMap(({ declared }) => declared.filter(({ erasure }) => erasure === undefined))
      .map(({ name }) => name)
      .filter(name => looksPersonal(name.slice(name.indexOf('.') + 1)));
    expect(unannotated.toSorted()).toEqual(namesOfThings);
  });
});
