import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { callerAs, claimAs, type Profile, profileOf, type Role, roles } from './support/roles';
import { type App, startSpeakerService } from './support/start';

/** What each of {@link roles} is answered, in their order. */
type Row = [route: string, ...statuses: number[]];

const everybody = (status: number) => Array(roles.length).fill(status);

// nobody, stranger, creator, former creator, person, admin, admin over a claimed profile
const table: Row[] = [
  ['post /speakers', 401, 201, 201, 201, 201, 201, 201],
  ['get /speakers', ...everybody(200)],
  ['get /speakers/me', 401, 404, 404, 404, 200, 404, 404],
  ['get /speakers/{id}', ...everybody(200)],
  ['patch /speakers/{id}', 401, 403, 200, 403, 200, 200, 200],
  ['delete /speakers/{id}', 401, 403, 204, 403, 204, 204, 204],
  ['get /speakers/{id}/availability', 401, 403, 200, 403, 200, 200, 200],
  ['put /speakers/{id}/availability', 401, 403, 200, 403, 200, 200, 200],
  ['get /speakers/{id}/sessions', ...everybody(200)],
  ['post /speakers/{id}/invitations', 401, 403, 201, 403, 409, 201, 409],
  ['get /speakers/{id}/invitations', 401, 403, 200, 403, 200, 200, 200],
  ['get /speakers/{id}/invitations/{invitationId}', 401, 403, 200, 403, 404, 200, 404],
  ['delete /speakers/{id}/invitations/{invitationId}', 401, 403, 204, 403, 404, 204, 404],
  ['post /speakers/{id}/merge', 401, 403, 200, 403, 403, 200, 200],
  ['post /speakers/claims', 401, 202, 202, 202, 409, 202, 202],
  ['post /speakers/{id}/invitations/{invitationId}/confirm', 401, 403, 409, 403, 404, 409, 404],
  ['post /speakers/{id}/invitations/{invitationId}/resend', 401, 403, 200, 403, 409, 200, 409],
  ['post /speakers/{id}/suggestions', 401, 403, 403, 403, 403, 403, 403],
  ['get /speakers/{id}/suggestions', 401, 403, 403, 403, 200, 403, 403],
  ['get /speakers/{id}/suggestions/{suggestionId}', 401, 403, 403, 403, 404, 403, 403],
  ['post /speakers/{id}/suggestions/{suggestionId}/accept', 401, 403, 403, 403, 404, 403, 403],
  ['post /speakers/{id}/suggestions/{suggestionId}/decline', 401, 403, 403, 403, 404, 403, 403],
  ['get /events/{id}/speakers.csv', 401, ...Array(6).fill(404)],
];

describe('access', () => {
  let running: App;
  beforeAll(async () => {
    running = await startSpeakerService();
  });
  afterAll(() => running.stop());

  /** Everything that could be changed, but for other tests' rows. */
  const stateOf = async ({ id, twin }: Profile) => [
    await running.database.query('SELECT * FROM speakers WHERE id IN ($1, $2) ORDER BY id', [id, twin]),
    await running.database.query('SELECT * FROM invitations WHERE speaker_id IN ($1, $2) ORDER BY id', [id, twin]),
    await running.database.query('SELECT * FROM availability_intervals WHERE speaker_id = $1', [id]),
    await running.database.query('SELECT id FROM outbox WHERE subject IN ($1, $2) ORDER BY id', [id, twin]),
  ];

  const cases = table.flatMap(([route, ...statuses]) =>
    roles.map((role, index): [Role, string, number | undefined] => [role, route, statuses[index]]),
  );
  test.each(cases)('%s: %s is %i', async (role, route, status) => {
    const profile = await profileOf(running, role);
    const before = await stateOf(profile);
    const [method, path] = route.split(' ') as ['get' | 'post' | 'put' | 'patch' | 'delete', string];
    const [day, end] = ['2027-05-01T08:00:00Z', '2027-05-01T09:00:00Z'];
    const bodies: Record<string, object> = {
      'post /speakers': { name: 'Grace' },
      'patch /speakers/{id}': { name: 'Changed' },
      'put /speakers/{id}/availability': [{ startsAt: day, endsAt: end }],
      'post /speakers/{id}/invitations': { email: 'new@example.org' },
      'post /speakers/{id}/suggestions': { changes: { bio: 'Wrote more.' } },
      'post /speakers/{id}/merge': { into: profile.twin },
      'post /speakers/claims': { token: profile.token },
      'post /speakers/{id}/invitations/{invitationId}/confirm': { userId: profile.person },
    };
    const query = path.endsWith('/availability') ? `?eventId=${randomUUID()}` : '';
    const filled = path
      .replace('{id}', profile.id)
      .replace('{invitationId}', profile.invitationId)
      .replace('{suggestionId}', randomUUID());
    const reply = await callerAs(running, role, profile)(method, filled + query, bodies[route]);
    expectStatus(reply, Number(status));
    if (reply.status >= 400) {
      expect(reply.headers['content-type']).toContain('application/problem+json');
      expect(await stateOf(profile)).toEqual(before);
    }
  });

  test('the table has every route', () => {
    const { paths } = running.service.openapi() as { paths: Record<string, object> };
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(method => `${method} ${path.replace('/api/v1', '')}`),
    );
    expect(table.map(([route]) => route).toSorted()).toEqual(routes.toSorted());
  });

  const seesEmail: Record<Role, boolean> = {
    nobody: false,
    stranger: false,
    creator: true,
    'former creator': true,
    person: true,
    admin: true,
    'admin over a claimed profile': true,
  };
  test.each(roles)('%s sees the address in each reply, or in none', async role => {
    const profile = await profileOf(running, role);
    const api = callerAs(running, role, profile);
    const shown = {
      alone: (await api('get', `/speakers/${profile.id}`)).body,
      'by id': (await api('get', `/speakers?ids=${profile.id}`)).body.data[0],
      'by name': (await api('get', `/speakers?q=${profile.word}`)).body.data[0],
    };
    const { email } = profile;
    const expected = expect.objectContaining(seesEmail[role] ? { id: profile.id, email } : { id: profile.id });
    expect(shown).toEqual({ alone: expected, 'by id': expected, 'by name': expected });
    if (!seesEmail[role]) for (const seen of Object.values(shown)) expect(seen).not.toHaveProperty('email');
    const others = [
      '',
      '/invitations',
      `/invitations/${profile.invitationId}`,
      '/sessions',
      `/availability?eventId=${randomUUID()}`,
    ];
    for (const path of seesEmail[role] ? [] : others) {
      const { text } = await api('get', `/speakers/${profile.id}${path}`);
      expect({ path, text }).toEqual({ path, text: expect.not.stringContaining(profile.email) });
    }
  });

  test('who has claimed another profile sees no more of this one than a stranger', async () => {
    const profile = await profileOf(running, 'person');
    const other = await profileOf(running, 'creator');
    const neighbour = randomUUID();
    await claimAs(running, { id: other.invitationId, email: other.email }, neighbour);
    expect((await running.as(neighbour)('get', `/speakers/${profile.id}`)).body).not.toHaveProperty('email');
    expectStatus(await running.as(neighbour)('patch', `/speakers/${profile.id}`, { name: 'x' }), 403);
  });

  test('only messages of contacts and of invitations hold an address', async () => {
    const { email } = await profileOf(running, 'person');
    const found = await running.database.query<{ type: string }>(
      "SELECT DISTINCT type FROM outbox WHERE payload::text LIKE '%@%'",
    );
    expect(email).toContain('@');
    expect(found.map(({ type }) => type).toSorted()).toEqual(['speaker.contact-changed.v1', 'speaker.invited.v1']);
  });
});
