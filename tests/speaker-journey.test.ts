import { derivedToken } from '@ems/chassis/auth';
import { type Client, ProblemError } from '@ems/client';
import { eventually, expectStatus } from '@ems/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { api, clientWith } from './support/api';
import { asOrganizer, unique, withId } from './support/as-organizer';
import { registerUser } from './support/users';

describe('a speaker', () => {
  let organizer: Client;
  let organize: ReturnType<typeof asOrganizer>;
  let event: { id: string; slug: string };
  const anonymous = clientWith();
  beforeAll(async () => {
    organizer = (await registerUser()).client;
    organize = asOrganizer(organizer);
    event = await organize.event();
    await organize.publish(event.id);
  });

  const sessionsOf = async (speakerId: string, caller: Client) =>
    (await caller.get('/speakers/{id}/sessions', withId(speakerId))).data.data;

  const claim = async (speakerId: string, person: Client) => {
    const body = { email: `${unique('ada')}@example.org` };
    const { data: invitation } = await organizer.post('/speakers/{id}/invitations', { ...withId(speakerId), body });
    // The person's account has another address.
    const token = derivedToken('development-invitation-secret', 'claim', invitation.id);
    const claimed = await person.post('/speakers/claims', { body: { token } });
    expect(claimed.response.status).toBe(202);
    const ofInvitation = { params: { path: { id: speakerId, invitationId: invitation.id } } };
    const { claimedBy } = (await organizer.get('/speakers/{id}/invitations/{invitationId}', ofInvitation)).data;
    const confirm = { ...ofInvitation, body: { userId: String(claimedBy) } };
    await organizer.post('/speakers/{id}/invitations/{invitationId}/confirm', confirm);
  };

  test('who claims the profile that an organizer created sees their sessions, and may withdraw them', async () => {
    const [{ client: person }, { client: stranger }] = [await registerUser(), await registerUser()];
    const ada = await organize.speaker('Ada');
    const body = { eventId: event.id, title: 'Notes', speakerIds: [ada.id], submit: true };
    const { data: proposal } = await organizer.post('/sessions', { body });
    await claim(ada.id, person);
    await eventually(async () => (await sessionsOf(ada.id, person))[0]?.status === 'submitted');
    expect(await sessionsOf(ada.id, stranger)).toEqual([]);
    expect(await sessionsOf(ada.id, organizer)).toEqual([]);
    const withdraw = (caller: Client) => caller.post('/sessions/{id}/withdraw', withId(proposal.id));
    await expect(withdraw(stranger)).rejects.toThrow(ProblemError);
    // session-service learns by message that the profile is claimed.
    await eventually(async () => (await withdraw(person)).response.status === 200);
    await eventually(async () => (await sessionsOf(ada.id, person))[0]?.status === 'withdrawn');
  });

  test('who has claimed a profile is offered a part, and joins by accepting it', async () => {
    const { client: person } = await registerUser();
    const ada = await organize.speaker('Ada');
    await claim(ada.id, person);
    const session = await organize.session(event.id, 'Notes', []);
    const part = { params: { path: { id: session.id, speakerId: ada.id } } };
    // session-service learns by message that the profile is claimed.
    const offer = await eventually(async () => {
      const { data } = await organizer.put('/sessions/{id}/speakers/{speakerId}', { ...part, body: {} });
      if ('offer' in data) return data.offer;
      await organizer.delete('/sessions/{id}/speakers/{speakerId}', part);
      return undefined;
    });
    expect(await sessionsOf(ada.id, anonymous)).toEqual([]);
    await person.post('/sessions/offers/{id}/accept', withId(offer.id));
    await eventually(async () => (await sessionsOf(ada.id, anonymous))[0]?.id === session.id);
  });

  test('a session that is confirmed is shown to everybody under its speaker', async () => {
    const grace = await organize.speaker('Grace');
    const session = await organize.session(event.id, 'Compilers', [grace.id]);
    const item = { id: session.id, eventId: event.id, title: 'Compilers', status: 'confirmed', slots: [] };
    await eventually(async () => {
      expect(await sessionsOf(grace.id, anonymous)).toEqual([item]);
      return true;
    });
  });

  test('a merged profile redirects to its target, and its sessions have the target’s name', async () => {
    const [old, grace] = [await organize.speaker('G. Hopper'), await organize.speaker('Grace Hopper')];
    const session = await organize.session(event.id, 'COBOL', [old.id]);
    await organizer.post('/speakers/{id}/merge', { ...withId(old.id), body: { into: grace.id } });
    // A client follows it, so that it is seen in the raw reply alone.
    const moved = expectStatus(await api()('get', `/speakers/${old.id}`), 308);
    expect(moved.headers.location).toBe(`/api/v1/speakers/${grace.id}`);
    expect((await anonymous.get('/speakers/{id}', withId(old.id))).data.name).toBe('Grace Hopper');
    const query = { include: ['sessions' as const, 'speakers' as const] };
    const { data } = await anonymous.get('/events/{id}', { params: { path: { id: event.slug }, query } });
    expect(data.sessions?.map(({ id }) => id)).toContain(session.id);
    expect(data.speakers?.filter(({ name }) => name.includes('Hopper'))).toEqual([
      expect.objectContaining({ id: grace.id, name: 'Grace Hopper' }),
    ]);
  });

  test('availability over midnight is one interval, and only those who may change the profile see it', async () => {
    const ada = await organize.speaker('Ada');
    const ofAda = { params: { path: { id: ada.id }, query: { eventId: event.id } } };
    const body = [
      { startsAt: '2027-05-01T20:00:00+02:00', endsAt: '2027-05-02T00:00:00+02:00' },
      { startsAt: '2027-05-02T00:00:00+02:00', endsAt: '2027-05-02T02:00:00+02:00' },
    ];
    await organizer.put('/speakers/{id}/availability', { ...ofAda, body });
    expect((await organizer.get('/speakers/{id}/availability', ofAda)).data).toEqual([
      { startsAt: '2027-05-01T18:00:00.000Z', endsAt: '2027-05-02T00:00:00.000Z' },
    ]);
    const { client: stranger } = await registerUser();
    await expect(stranger.get('/speakers/{id}/availability', ofAda)).rejects.toMatchObject({ status: 403 });
  });
});
