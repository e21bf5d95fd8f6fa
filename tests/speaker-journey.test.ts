import { eventually, expectStatus } from '@ems/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Api, api } from './support/api';
import { asOrganizer, unique } from './support/as-organizer';
import { registerUser } from './support/users';

describe('a speaker', () => {
  let organizer: Api;
  let organize: ReturnType<typeof asOrganizer>;
  let event: { id: string; slug: string };
  beforeAll(async () => {
    organizer = (await registerUser()).api;
    organize = asOrganizer(organizer);
    event = await organize.event();
    await organize.publish(event.id);
  });

  const claim = async (speakerId: string, person: Api) => {
    const email = `${unique('ada')}@example.org`;
    const invitations = `/speakers/${speakerId}/invitations`;
    const { id, token } = expectStatus(await organizer('post', invitations, { email }), 201).body;
    // The person's account has another address.
    expectStatus(await person('post', '/speakers/claims', { token }), 202);
    const { claimedBy: userId } = expectStatus(await organizer('get', `${invitations}/${id}`), 200).body;
    expectStatus(await organizer('post', `${invitations}/${id}/confirm`, { userId }), 200);
  };

  test('who claims the profile that an organizer created sees their sessions, and may withdraw them', async () => {
    const [person, stranger] = [(await registerUser()).api, (await registerUser()).api];
    const ada = await organize.speaker('Ada');
    const proposal = expectStatus(
      await organizer('post', '/sessions', { eventId: event.id, title: 'Notes', speakerIds: [ada.id], submit: true }),
      201,
    ).body;
    await claim(ada.id, person);
    const list = async (caller: Api) => (await caller('get', `/speakers/${ada.id}/sessions`)).body.data;
    await eventually(async () => (await list(person))[0]?.status === 'submitted');
    expect(await list(stranger)).toEqual([]);
    expect(await list(organizer)).toEqual([]);
    expect((await stranger('post', `/sessions/${proposal.id}/withdraw`)).status).not.toBe(200);
    // session-service learns by message that the profile is claimed.
    await eventually(async () => (await person('post', `/sessions/${proposal.id}/withdraw`)).status === 200);
    await eventually(async () => (await list(person))[0]?.status === 'withdrawn');
  });

  test('who has claimed a profile is offered a part, and joins by accepting it', async () => {
    const person = (await registerUser()).api;
    const ada = await organize.speaker('Ada');
    await claim(ada.id, person);
    const session = await organize.session(event.id, 'Notes', []);
    const put = () => organizer('put', `/sessions/${session.id}/speakers/${ada.id}`, {});
    // session-service learns by message that the profile is claimed.
    const { offer } = await eventually(async () => {
      const reply = await put();
      if (reply.status === 200) await organizer('delete', `/sessions/${session.id}/speakers/${ada.id}`);
      return expectStatus(reply, 202).body;
    });
    const publicly = async () => (await api()('get', `/speakers/${ada.id}/sessions`)).body.data;
    expect(await publicly()).toEqual([]);
    expectStatus(await person('post', `/sessions/offers/${offer.id}/accept`), 200);
    await eventually(async () => (await publicly())[0]?.id === session.id);
  });

  test('a session that is confirmed is shown to everybody under its speaker', async () => {
    const grace = await organize.speaker('Grace');
    const session = await organize.session(event.id, 'Compilers', [grace.id]);
    const item = { id: session.id, eventId: event.id, title: 'Compilers', status: 'confirmed', slots: [] };
    await eventually(async () => {
      expect((await api()('get', `/speakers/${grace.id}/sessions`)).body.data).toEqual([item]);
      return true;
    });
  });

  test('a merged profile redirects to its target, and its sessions have the target’s name', async () => {
    const [old, grace] = [await organize.speaker('G. Hopper'), await organize.speaker('Grace Hopper')];
    const session = await organize.session(event.id, 'COBOL', [old.id]);
    expectStatus(await organizer('post', `/speakers/${old.id}/merge`, { into: grace.id }), 200);
    const moved = await api()('get', `/speakers/${old.id}`).redirects(0);
    expectStatus(moved, 308);
    expect(moved.headers.location).toBe(`/api/v1/speakers/${grace.id}`);
    expect((await api()('get', `/speakers/${old.id}`).redirects(1)).body.name).toBe('Grace Hopper');
    const { body } = await api()('get', `/events/${event.slug}?include=sessions,speakers`);
    expect(body.sessions?.map(({ id }) => id)).toContain(session.id);
    expect(body.speakers?.filter(({ name }) => name.includes('Hopper'))).toEqual([
      expect.objectContaining({ id: grace.id, name: 'Grace Hopper' }),
    ]);
  });

  test('availability over midnight is one interval, and only those who may change the profile see it', async () => {
    const ada = await organize.speaker('Ada');
    const path = `/speakers/${ada.id}/availability?eventId=${event.id}`;
    const intervals = [
      { startsAt: '2027-05-01T20:00:00+02:00', endsAt: '2027-05-02T00:00:00+02:00' },
      { startsAt: '2027-05-02T00:00:00+02:00', endsAt: '2027-05-02T02:00:00+02:00' },
    ];
    expectStatus(await organizer('put', path, intervals), 200);
    expect((await organizer('get', path)).body).toEqual([
      { startsAt: '2027-05-01T18:00:00.000Z', endsAt: '2027-05-02T00:00:00.000Z' },
    ]);
    expectStatus(await (await registerUser()).api('get', path), 403);
  });
});
