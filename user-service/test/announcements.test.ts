import { randomUUID } from 'node:crypto';
import { deliver, expectProblem, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Account, newAccount, newAdmin } from './support/accounts';
import { mailsTo, mailTo } from './support/mails';
import { type App, startUserService } from './support/user-service';

const said = {
  audience: 'team',
  subject: 'Doors open at nine',
  text: 'Please bring your ticket.\n\nSee you!',
} as const;

describe('announcements', () => {
  let broker: TestBroker;
  let app: App;
  let owner: Account;
  let organizer: Account;
  let steward: Account;
  let event: string;
  beforeAll(async () => {
    broker = await startBroker();
    app = await startUserService({ MAILS_PER_ADDRESS_PER_DAY: '4' }, broker);
  });
  afterAll(() => app.stop());

  beforeEach(async () => {
    [owner, organizer, steward] = [await verified(), await verified(), await verified()];
    event = await newEvent();
  });

  const verify = ({ id }: Account) => app.database.query('UPDATE users SET email_verified = TRUE WHERE id = $1', [id]);
  const verified = async (name?: string) => {
    const account = await newAccount(app, name);
    await verify(account);
    return account;
  };
  const setStatus = (id: string, sequence: number, status: string) =>
    deliver(
      broker,
      app.database,
      messageOf('event.updated.v1', id, sequence, {
        id,
        slug: `camp-${id.slice(0, 8)}`,
        title: 'Camp',
        status,
        ownerId: owner.id,
        startsAt: '2027-05-01T08:00:00.000Z',
        endsAt: '2027-05-02T08:00:00.000Z',
        timezone: 'Europe/Berlin',
        cfp: null,
        members: [
          { userId: organizer.id, role: 'organizer' },
          { userId: steward.id, role: 'steward' },
        ],
      }),
    );
  const newEvent = async (status = 'published') => {
    const id = randomUUID();
    await setStatus(id, 1, status);
    return id;
  };
  const send = (by: Account, body: object, id = event) =>
    by.as('post', `/events/${id}/announcements`, { ...said, ...body });
  const registration = (userId: string | null, status: string, checkedIn = false) =>
    app.database.query(
      `INSERT INTO registration_replicas (id, version, event_id, user_id, status, checked_in) VALUES ($1, 1, $2, $3, $4, $5)`,
      [randomUUID(), event, userId, status, checkedIn],
    );
  const session = (submitterId: string, status: string, speakerIds: string[] = [], isDeleted = false) =>
    app.database.query(
      `INSERT INTO session_replicas (id, version, deleted, event_id, title, announced_status, submitter_id, speaker_ids)
       VALUES ($1, 1, $2, $3, 'Talk', $4, $5, $6::uuid[])`,
      [randomUUID(), isDeleted, event, status, submitterId, `{${speakerIds.join()}}`],
    );
  const speaker = async (userId: string | null) => {
    const id = randomUUID();
    await app.database.query('INSERT INTO speaker_replicas (id, version, user_id) VALUES ($1, 1, $2)', [id, userId]);
    return id;
  };

  test('reach each of the audience once, by mail, and are on record', async () => {
    const { body } = expectStatus(await send(organizer, {}), 202);
    expect(body).toMatchObject({ ...said, eventId: event, recipients: 3, skipped: 0, createdBy: organizer.id });
    for (const { email } of [owner, organizer, steward]) {
      const mail = await mailTo(app, email, said.subject);
      expect(mail.text).toContain('> Please bring your ticket.\r\n>\r\n> See you!');
      expect(mail.text).toContain('https://ems.example/notifications');
    }
    const listed = expectStatus(await owner.as('get', `/events/${event}/announcements?count=true`), 200).body;
    expect(listed).toEqual({ data: [body], page: { nextCursor: null, total: 1 } });
    const exported = (await organizer.as('get', '/users/me/export')).body.announcements;
    expect(exported).toMatchObject([{ id: body.id, subject: said.subject }]);
    const keys = await app.database.query<{ send_key: string }>(
      'SELECT send_key FROM mails WHERE announcement_id = $1',
      [body.id],
    );
    expect(keys.map(key => key.send_key).toSorted()).toEqual(
      [owner, organizer, steward].map(({ id }) => `announcement ${body.id}/${id}`).toSorted(),
    );
    const audited = await app.database.query(`SELECT actor, facts FROM audit WHERE subject = $1`, [body.id]);
    expect(audited).toEqual([{ actor: organizer.id, facts: { eventId: event, audience: 'team', recipients: 3 } }]);
  });

  test('go to exactly those of whom the audience is, who can be reached and want to be', async () => {
    const [seated, inside, waiting, gone, unverified, unsubscribed, disabled] = await Promise.all(
      Array.from({ length: 7 }, () => verified()),
    );
    if (!seated || !inside || !waiting || !gone || !unverified || !unsubscribed || !disabled) throw new Error('none');
    await app.database.query('UPDATE users SET email_verified = FALSE WHERE id = $1', [unverified.id]);
    await app.database.query(`UPDATE users SET status = 'disabled' WHERE id = $1`, [disabled.id]);
    await app.database.query(`INSERT INTO unsubscriptions (recipient, kind) VALUES ($1, 'announcement')`, [
      `user ${unsubscribed.id}`,
    ]);
    for (const { id } of [seated, unverified, unsubscribed, disabled]) await registration(id, 'confirmed');
    await registration(null, 'confirmed');
    await registration(inside.id, 'confirmed', true);
    await registration(waiting.id, 'waitlisted');
    await registration(gone.id, 'cancelled');
    const [mine, claimed] = [await speaker(seated.id), await speaker(inside.id)];
    const unclaimed = await speaker(null);
    await session(seated.id, 'accepted', [mine, claimed]);
    await session(seated.id, 'confirmed', [mine, unclaimed]);
    await session(waiting.id, 'submitted', [await speaker(waiting.id)]);
    await session(gone.id, 'draft', [await speaker(gone.id)]);
    await session(gone.id, 'confirmed', [await speaker(gone.id)], true);
    const reach: Record<string, [recipients: number, skipped: number, who: Account[]]> = {
      registered: [2, 4, [seated, inside]],
      'checked-in': [1, 0, [inside]],
      waitlisted: [1, 0, [waiting]],
      speakers: [2, 1, [seated, inside]],
      submitters: [2, 0, [seated, waiting]],
    };
    for (const [audience, [recipients, skipped, who]] of Object.entries(reach)) {
      const preview = await send(owner, { audience, dryRun: true });
      expect({ audience, ...expectStatus(preview, 200).body }).toEqual({ audience, recipients, skipped });
      await app.database.query('DELETE FROM announcements');
      const { body } = expectStatus(await send(owner, { audience }), 202);
      expect(body).toMatchObject({ audience, recipients, skipped });
      const sent = await app.database.query<{ user_id: string }>(
        'SELECT user_id FROM mails WHERE announcement_id = $1',
        [body.id],
      );
      expect(sent.map(mail => mail.user_id).toSorted()).toEqual(who.map(({ id }) => id).toSorted());
    }
    for (const { email } of [gone, unverified, unsubscribed, disabled])
      expect(mailsTo(app, email).map(({ subject }) => subject)).not.toContain(said.subject);
  });

  test('a dry run sends nothing, and counts for nothing', async () => {
    for (let count = 0; count < 5; count++)
      expect(expectStatus(await send(owner, { dryRun: true }), 200).body).toEqual({ recipients: 3, skipped: 0 });
    expect(await app.database.query('SELECT FROM mails WHERE event_id = $1', [event])).toEqual([]);
    expect((await owner.as('get', `/events/${event}/announcements`)).body.data).toEqual([]);
  });

  test('are for the team alone, from a verified address, once the event is published', async () => {
    const [stranger, admin] = [await verified(), await newAdmin(app)];
    for (const who of [stranger, steward]) {
      expectStatus(await send(who, {}), 403, 'forbidden');
      expectStatus(await who.as('get', `/events/${event}/announcements`), 403, 'forbidden');
    }
    expectStatus(await send(stranger, {}, randomUUID()), 404);
    const draft = await newEvent('draft');
    expectStatus(await send(stranger, {}, draft), 404);
    expectStatus(await send(owner, {}, draft), 409, 'event.not-published');
    expectStatus(await send(owner, { dryRun: true }, draft), 409, 'event.not-published');
    await setStatus(draft, 2, 'cancelled');
    expectStatus(await send(owner, {}, draft), 409, 'event.not-published');
    expectStatus(await send(admin, {}), 403, 'user.email-unverified');
    await verify(admin);
    expectStatus(await send(admin, {}), 202);
    expectStatus(await send(owner, {}, `camp-${event.slice(0, 8)}`), 202);
    expect(await app.database.query('SELECT FROM announcements WHERE event_id = $1', [draft])).toEqual([]);
  });

  test.each([
    ['an unknown audience', { audience: 'everybody' }, '#/audience'],
    ['a subject of two lines', { subject: 'Hello\r\nBcc: eve@example.org' }, '#/subject'],
    ['a subject of 151 characters', { subject: 'x'.repeat(151) }, '#/subject'],
    ['no text', { text: ' \n ' }, '#/text'],
    ['a text of 5,001 characters', { text: 'x'.repeat(5_001) }, '#/text'],
    ['markup of another kind', { html: '<b>' }, '#/html'],
  ])('%s is refused, and nothing is sent', async (_, change, pointer) => {
    expectProblem(await send(owner, change), 400, { pointer });
    expect(await app.database.query('SELECT FROM announcements WHERE event_id = $1', [event])).toEqual([]);
  });

  test('are three within a day, however many are sent at once', async () => {
    const replies = await Promise.all(Array.from({ length: 6 }, () => send(owner, { audience: 'waitlisted' })));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([202, 202, 202, 429, 429, 429]);
    await app.database.query(`UPDATE announcements SET created_at = now() - interval '25 hours' WHERE event_id = $1`, [
      event,
    ]);
    expectStatus(await send(owner, { audience: 'waitlisted' }), 202);
  });

  test('of all events together reach one person only so often within a day', async () => {
    const others = [event, await newEvent(), await newEvent(), await newEvent(), await newEvent()];
    const counts: number[] = [];
    for (const id of others) counts.push(expectStatus(await send(owner, {}, id), 202).body.recipients);
    expect(counts).toEqual([3, 3, 3, 3, 0]);
  });

  test('leave at a bounded rate, one after another', async () => {
    const people = await Promise.all(Array.from({ length: 11 }, () => verified()));
    for (const { id } of people) await registration(id, 'confirmed');
    const { body } = expectStatus(await send(owner, { audience: 'registered' }), 202);
    const [{ seconds } = { seconds: 0 }] = await app.database.query<{ seconds: number }>(
      `SELECT extract(epoch FROM max(retry_at) - min(retry_at))::float8 AS seconds FROM mails WHERE announcement_id = $1`,
      [body.id],
    );
    expect(seconds).toBeCloseTo(2, 1);
    await Promise.all(people.map(({ email }) => mailTo(app, email, said.subject)));
  });

  test('of an event that is deleted are deleted', async () => {
    expectStatus(await send(owner, {}), 202);
    await deliver(broker, app.database, messageOf('event.deleted.v1', event, 9, { id: event }));
    expectStatus(await send(owner, {}), 404);
    expectStatus(await owner.as('get', `/events/${event}/announcements`), 404);
  });
});
