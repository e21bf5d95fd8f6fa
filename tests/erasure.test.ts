import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@ems/chassis/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { api, have } from './support/api';
import { columnsOf, services, tablesWith } from './support/databases';
import { firstAdmin, newPerson, type Person, password } from './support/people';
import { programme } from './support/programme';
import { textOfLogs, textOfQueues } from './support/sinks';

describe('erasing an account', () => {
  let admin: Person;
  beforeAll(async () => {
    admin = await firstAdmin();
  });

  test('leaves its address in no database, queue, log or export, and every service sends a receipt', async () => {
    const email = `${randomUUID()}@example.org`;
    const person = await newPerson(email);
    const organizer = await newPerson();
    const organize = programme(organizer.as);
    const now = Date.now();
    const cfp = {
      opensAt: new Date(now - 3_600_000).toISOString(),
      closesAt: new Date(now + 3_600_000).toISOString(),
    };
    const event = await organize.event({ cfp });
    await organize.publish(event.id);
    const noted = await organizer.as('post', '/speakers', { name: 'Ada', email }).set('idempotency-key', randomUUID());
    const own = await person.as('post', '/speakers', { name: 'Ada', email }).set('idempotency-key', randomUUID());
    const proposal = await eventually(async () => {
      const reply = await person.as('post', '/sessions', {
        eventId: event.id,
        title: 'On engines',
        speakerIds: [own.body.id],
        submit: true,
      });
      return reply.status === 201 ? reply.body : undefined;
    });
    const owned = await programme(person.as).event();
    expect((await tablesWith('speaker', email)).length).toBeGreaterThan(0);

    const refused = await eventually(async () => {
      const reply = await person.as('post', '/users/me/erasure', { password: 'wrong password' });
      expect(reply.body.code).toBe('auth.invalid-credentials');
      const { body } = await person.as('get', '/users/me/export');
      return body.ownedEvents.length > 0 ? person.as('post', '/users/me/erasure', { password }) : undefined;
    });
    expect([refused.status, refused.body.code]).toEqual([409, 'user.owns-events']);
    expect(refused.body.events).toEqual([{ id: owned.id, slug: owned.slug, title: owned.title }]);
    have(await person.as('post', `/events/${owned.id}/cancel`, { reason: 'I leave' }), 200);
    await eventually(async () => {
      const reply = await person.as('post', '/users/me/erasure', { password });
      return reply.status === 202;
    });
    const done = await eventually(async () => {
      const { body } = await admin.as('get', `/users/${person.id}/erasure`);
      return body.state === 'done' ? body : undefined;
    });
    expect(done.receipts).toHaveLength(services.length);

    for (const service of services) expect(await tablesWith(service, email)).toEqual([]);
    expect(await tablesWith('session', person.id)).not.toContain('session: sessions');
    expect(await textOfQueues()).not.toContain(email);
    const logs = await textOfLogs();
    expect(logs).toContain(person.id);
    for (const secret of [email, person.accessToken, person.refreshToken, password]) expect(logs).not.toContain(secret);
    for (const name of ['schedule', 'schedule.ics', 'schedule.json', 'schedule.xml', 'schedule.csv']) {
      expect((await api()('get', `/events/${event.id}/${name}`)).text ?? '').not.toContain(email);
    }
    expect((await organizer.as('get', `/speakers/${noted.body.id}`)).body.email).toBeNull();
    const { body: session } = await organizer.as('get', `/sessions/${proposal.id}`);
    expect([session.title, session.submitterId === person.id]).toEqual(['On engines', false]);
    await eventually(async () => (await person.as('get', '/events?mine=true')).status === 401, 40_000);
  });
});

describe('personal data', () => {
  test.each(services)('every column of %s-service is classified, and none that is not there', async service => {
    const path = join(__dirname, `../../${service}-service/personal-data.json`);
    const registry: Record<string, Record<string, string | null>> = JSON.parse(readFileSync(path, 'utf8'));
    const listed = Object.entries(registry).flatMap(([table, columns]) =>
      Object.keys(columns).map(column => `${table}.${column}`),
    );
    expect(listed.toSorted()).toEqual((await columnsOf(service)).toSorted());
  });
});
