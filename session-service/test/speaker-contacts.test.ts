import { randomUUID } from 'node:crypto';
import { newId } from '@ems/chassis/database';
import { deliver, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acceptOffers, type Conference, makeConference, makeSpeaker } from './support/conference';
import { type Api, type App, startSessionService } from './support/start';

describe('the address of a speaker', () => {
  let broker: TestBroker;
  let running: App;
  let camp: Conference;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSessionService(broker);
    camp = await makeConference(running, { cfpOpen: true });
  });
  afterAll(() => running.stop());

  const share = (speakerId: string, email: string | null, sequence: number, eventId = camp.id) => {
    const message = messageOf('speaker.contact-shared.v1', speakerId, sequence, { speakerId, eventId, email });
    return deliver(broker, running.database, message);
  };
  const emailsSeen = async (by: Api, id: string) =>
    expectStatus(await by('get', `/sessions/${id}`), 200).body.speakers.map(({ email }) => email);

  test('is seen by the team of the event at which they agreed to speak, and by nobody else', async () => {
    const [ada, reviewer] = [randomUUID(), randomUUID()];
    const speaker = await makeSpeaker(running, ada);
    await running.database.query('UPDATE event_replicas SET reviewer_ids = $2 WHERE id = $1', [camp.id, [reviewer]]);
    const session = await camp.session('confirmed', { speakerIds: [speaker] });
    await acceptOffers(running, ada);
    expect(await emailsSeen(camp.team, session)).toEqual([null]);
    await share(speaker, 'ada@example.org', 1);
    expect(await emailsSeen(camp.team, session)).toEqual(['ada@example.org']);
    expect(await emailsSeen(running.as(randomUUID(), 'admin'), session)).toEqual(['ada@example.org']);
    for (const by of [running.as(), running.as(ada), running.as(reviewer), running.as(randomUUID())]) {
      expect(await emailsSeen(by, session)).toEqual([undefined]);
      const { body } = expectStatus(await by('get', `/sessions?eventId=${camp.id}`), 200);
      expect(JSON.stringify(body)).not.toContain('ada@example.org');
    }
    const draft = await camp.session('draft', { speakerIds: [speaker] });
    await acceptOffers(running, ada);
    expect(await emailsSeen(camp.team, draft)).toEqual([null]);
    const other = await makeConference(running);
    const elsewhere = await other.session('confirmed', { speakerIds: [speaker] });
    await acceptOffers(running, ada);
    expect(await emailsSeen(other.team, elsewhere)).toEqual([null]);

    await share(speaker, null, 3);
    await share(speaker, 'late@example.org', 2);
    expect(await emailsSeen(camp.team, session)).toEqual([null]);
  });

  test('is gone with the account that is erased', async () => {
    const ada = randomUUID();
    const speaker = await makeSpeaker(running, ada);
    await share(speaker, 'gone@example.org', 1);
    const data = { id: ada, role: 'member', status: 'disabled', signedOutAt: null, emailDigest: '0'.repeat(64) };
    await deliver(broker, running.database, messageOf('user.erased.v1', ada, 5, data));
    expect(await running.database.query('SELECT email FROM contact_replicas WHERE speaker_id = $1', [speaker])).toEqual(
      [{ email: null }],
    );
  });
});

describe('where a verified address is asked for', () => {
  let broker: TestBroker;
  let running: App;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSessionService(broker);
  });
  afterAll(() => running.stop());

  test('who has none may draft, and submits once it is verified; a team needs none', async () => {
    const strict = await running.second({ REQUIRE_VERIFIED_EMAIL: 'on' });
    try {
      const camp = await makeConference(running, { cfpOpen: true });
      const ada = randomUUID();
      const account = (id: string, sequence: number, emailVerified: boolean) => {
        const data = { id, role: 'member', status: 'active', emailVerified, signedOutAt: null };
        const fact = sequence === 1 ? 'registered' : 'updated';
        return deliver(broker, running.database, messageOf(`user.${fact}.v1`, id, sequence, data));
      };
      await account(ada, 1, false);
      const body = { eventId: camp.id, title: 'A talk' };
      const by = strict.as(ada);
      const made = await by('post', '/sessions', { ...body, submit: true });
      expectStatus(made, 403, 'user.email-unverified');
      const { id } = expectStatus(await by('post', '/sessions', body), 201).body;
      expectStatus(await by('post', `/sessions/${id}/submit`), 403, 'user.email-unverified');
      expectStatus(await running.as(ada)('post', '/sessions', { ...body, submit: true }), 201);
      await account(ada, 2, true);
      expectStatus(await by('post', `/sessions/${id}/submit`), 200);

      expectStatus(await strict.as(newId())('post', '/sessions', { ...body, submit: true }), 503);

      await account(camp.owner, 1, false);
      expectStatus(await strict.as(camp.owner)('post', '/sessions', { ...body, submit: true }), 201);
    } finally {
      await strict.stop();
    }
  });
});
