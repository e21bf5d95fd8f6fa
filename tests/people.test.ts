import { eventually } from '@ems/chassis/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Api, api, have, newcomer } from './support/api';
import { programme, unique } from './support/programme';

describe('people who speak', () => {
  let organizer: Api;
  let organize: ReturnType<typeof programme>;
  let event: { id: string; slug: string };
  beforeAll(async () => {
    organizer = await newcomer();
    organize = programme(organizer);
    event = await organize.event();
    await organize.publish(event.id);
  });

  const claim = async (speakerId: string, person: Api) => {
    const email = `${unique('ada')}@example.org`;
    const { token } = have(await organizer('post', `/speakers/${speakerId}/invitations`, { email }), 201).body;
    return have(await person('post', '/speakers/claims', { token }), 200).body;
  };

  test('who takes over the profile that an organizer made sees their sessions, and may withdraw them', async () => {
    const [person, stranger] = [await newcomer(), await newcomer()];
    const ada = await organize.speaker('Ada');
    const proposal = have(
      await organizer('post', '/sessions', { eventId: event.id, title: 'Notes', speakerIds: [ada.id], submit: true }),
      201,
    ).body;
    await claim(ada.id, person);
    const list = async (who: Api) => (await who('get', `/speakers/${ada.id}/sessions`)).body.data;
    await eventually(async () => (await list(person))[0]?.state === 'submitted');
    expect(await list(stranger)).toEqual([]);
    expect(await list(organizer)).toEqual([]);
    expect((await stranger('post', `/sessions/${proposal.id}/withdraw`)).status).not.toBe(200);
    // session-service hears by message that the profile has an account.
    await eventually(async () => (await person('post', `/sessions/${proposal.id}/withdraw`)).status === 200);
    await eventually(async () => (await list(person))[0]?.state === 'withdrawn');
  });

  test('a session that is confirmed is shown to everybody under its speaker', async () => {
    const grace = await organize.speaker('Grace');
    const session = await organize.session(event.id, 'Compilers', [grace.id]);
    const item = { id: session.id, eventId: event.id, title: 'Compilers', state: 'confirmed' };
    await eventually(async () => {
      expect((await api()('get', `/speakers/${grace.id}/sessions`)).body.data).toEqual([item]);
      return true;
    });
  });

  test('a profile that was merged redirects to the other, and its sessions have the other’s name', async () => {
    const [old, grace] = [await organize.speaker('G. Hopper'), await organize.speaker('Grace Hopper')];
    const session = await organize.session(event.id, 'COBOL', [old.id]);
    have(await organizer('post', `/speakers/${old.id}/merge`, { into: grace.id }), 200);
    const moved = await api()('get', `/speakers/${old.id}`).redirects(0);
    expect([moved.status, moved.headers.location]).toEqual([308, `/api/v1/speakers/${grace.id}`]);
    expect((await api()('get', `/speakers/${old.id}`).redirects(1)).body.name).toBe('Grace Hopper');
    const { body } = await api()('get', `/events/${event.slug}?include=sessions,speakers`);
    expect(body.sessions.map(({ id }: { id: string }) => id)).toContain(session.id);
    expect(body.speakers.filter(({ name }: { name: string }) => name.includes('Hopper'))).toEqual([
      expect.objectContaining({ id: grace.id, name: 'Grace Hopper' }),
    ]);
  });

  test('when a speaker can come is kept as one time over midnight, for those only who may change the profile', async () => {
    const ada = await organize.speaker('Ada');
    const path = `/speakers/${ada.id}/availability?eventId=${event.id}`;
    const told = [
      { startsAt: '2027-05-01T20:00:00+02:00', endsAt: '2027-05-02T00:00:00+02:00' },
      { startsAt: '2027-05-02T00:00:00+02:00', endsAt: '2027-05-02T02:00:00+02:00' },
    ];
    have(await organizer('put', path, told), 200);
    expect((await organizer('get', path)).body).toEqual([
      { startsAt: '2027-05-01T18:00:00.000Z', endsAt: '2027-05-02T00:00:00.000Z' },
    ]);
    expect((await (await newcomer())('get', path)).status).toBe(403);
  });
});
