import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { knownContact } from './support/contacts';
import { makeMember, makePublished, type TestEvent } from './support/events';
import { registered } from './support/registrations';
import { type Api, type App, startEventService } from './support/start';

describe('the names of those who come', () => {
  let running: App;
  let event: TestEvent;
  let people: Awaited<ReturnType<typeof registered>>;
  let callers: Record<string, Api>;
  let email: string;
  beforeAll(async () => {
    running = await startEventService();
    event = await makePublished(running, { capacity: 2 });
    people = await registered(running, event.id, 3);
    const names = ['Jörg Łukasiewicz', 'Zoë 100% Smith', 'Ada_Lovelace Smith'];
    const known = [];
    for (const [n, { userId }] of people.entries()) known.push(await knownContact(running, userId, names[n] ?? ''));
    email = known[0]?.email ?? '';
    const organizer = await makeMember(running, event, 'organizer');
    const steward = await makeMember(running, event, 'steward');
    const reviewer = await makeMember(running, event, 'reviewer');
    await knownContact(running, organizer.id, 'Olga Organizer');
    callers = {
      owner: event.owner,
      admin: running.as('01a217f2-2e97-7f58-8a3d-4be60c19d27a', 'admin'),
      organizer: organizer.api,
      steward: steward.api,
      reviewer: reviewer.api,
      attendee: apiOf(0),
      'another attendee': apiOf(1),
      stranger: running.as('01a217f2-2e97-7f58-8a3d-4be60c19d27b'),
      anybody: running.as(),
    };
  });
  afterAll(() => running.stop());

  const apiOf = (n: number): Api => {
    const somebody = people[n];
    if (!somebody) throw new Error(`only ${people.length} have registered`);
    return somebody.api;
  };
  const name = 'Jörg Łukasiewicz';

  test.each<[string, { list: string; one: string; csv: number; members: string }]>([
    ['owner', { list: 'name and email', one: 'name and email', csv: 200, members: 'names' }],
    ['admin', { list: 'name and email', one: 'name and email', csv: 200, members: 'names' }],
    ['organizer', { list: 'name and email', one: 'name and email', csv: 200, members: 'names' }],
    ['steward', { list: 'name', one: 'name', csv: 403, members: 'none' }],
    ['reviewer', { list: '403', one: '404', csv: 403, members: 'none' }],
    ['attendee', { list: '403', one: 'name', csv: 403, members: '403' }],
    ['another attendee', { list: '403', one: '404', csv: 403, members: '403' }],
    ['stranger', { list: '403', one: '404', csv: 403, members: '403' }],
    ['anybody', { list: '401', one: '401', csv: 401, members: '401' }],
  ])('are seen by the %s as their role says', async (who, expected) => {
    const api = callers[who];
    if (!api) throw new Error(`nobody is called ${who}`);
    const shown = (status: number, row: { name?: string | null; email?: string | null | undefined } | undefined) => {
      if (status !== 200) return String(status);
      expect(row?.name).toBe(name);
      if (row && 'email' in row) expect(row.email).toBe(email);
      return row && 'email' in row ? 'name and email' : 'name';
    };
    const list = await api('get', `/events/${event.id}/registrations`);
    const one = await api('get', `/events/${event.id}/registrations/${people[0]?.id}`);
    const csv = await api('get', `/events/${event.id}/registrations.csv`);
    const members = await api('get', `/events/${event.id}/members?role=organizer`);
    const [member] = members.status === 200 ? members.body.data : [];
    expect({
      list: shown(list.status, list.body.data?.[0]),
      one: shown(one.status, one.body),
      csv: csv.status,
      members: members.status !== 200 ? String(members.status) : member && 'name' in member ? 'names' : 'none',
    }).toEqual(expected);
    if (csv.status === 200) expect(csv.text).toContain(`${people[0]?.userId},${name},${email},confirmed,`);
    if (expected.members === 'names') expect(member?.name).toBe('Olga Organizer');
  });

  test('are seen by themselves', async () => {
    expect((await people[0]?.mine(event.id))?.body).toMatchObject({ name });
    const { body } = await apiOf(0)('get', '/registrations');
    expect(body.data).toMatchObject([{ name }]);
    expect(body.data[0]).not.toHaveProperty('email');
    const again = expectStatus(await apiOf(0)('post', `/events/${event.id}/registrations`), 200);
    expect(again.body.name).toBe(name);
  });

  test.each([
    ['jorg', [0]],
    ['LUKASIEWICZ', [0]],
    ['zoe', [1]],
    ['100%', [1]],
    ['%', [1]],
    ['a_l', [2]],
    ['smith', [1, 2]],
    ['-', []],
    ['nobody', []],
  ])('are found by %s, folded and taken literally', async (q, found) => {
    const { body } = await event.owner(
      'get',
      `/events/${event.id}/registrations?q=${encodeURIComponent(q)}&count=true`,
    );
    expect(body.data.map(({ id }) => id)).toEqual(found.map(n => people[n]?.id));
    expect(body.page.total).toBe(found.length);
  });

  test('are answered at the door', async () => {
    const { body: registration } = await event.owner('get', `/events/${event.id}/registrations/${people[1]?.id}`);
    const scan = () => event.owner('post', `/events/${event.id}/check-ins`, { ticketCode: registration.ticketCode });
    expect(expectStatus(await scan(), 201).body.name).toBe('Zoë 100% Smith');
    expect(expectStatus(await scan(), 200).body.name).toBe('Zoë 100% Smith');
  });
});
