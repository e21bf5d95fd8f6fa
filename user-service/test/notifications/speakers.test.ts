import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { allSent, noticesTo, noticeTo, useNoticeWorld, verifiedAccount } from '../support/notices';

const world = useNoticeWorld({ beforeAll, afterAll });

const speaker = async (fields: { userId?: string | null; email?: string | null }) => {
  const id = randomUUID();
  const { userId = null, email } = fields;
  await world.publish('speaker.created.v1', id, { id, name: 'Grace', userId, createdBy: world.owner.id });
  if (email !== undefined) await world.publish('speaker.contact-changed.v1', `${id} contact`, { id, email });
  return id;
};

const session = (id: string, fields: object = {}) => ({
  id,
  eventId: world.eventId,
  title: 'Notes & queries',
  status: 'submitted',
  speakerIds: [],
  submitterId: null,
  announcedStatus: 'submitted',
  ...fields,
});

describe('sessions', () => {
  test('whoever submits one is told, once, and of the decision only when it is announced', async () => {
    const ada = await verifiedAccount(world);
    const id = randomUUID();
    const state = session(id, { submitterId: ada.id });
    await world.publish('session.created.v1', id, { ...state, status: 'draft', announcedStatus: 'draft' });
    await world.publish('session.status-changed.v1', id, state);
    await noticeTo(world.app, ada.email, '“Notes & queries” was submitted');
    await world.publish('session.status-changed.v1', id, { ...state, status: 'rejected' });
    await world.publish('session.status-changed.v1', id, state);
    await allSent(world.app);
    expect(await noticesTo(world.app, ada.email, 'Notes')).toHaveLength(1);
    const decision = { id, eventId: world.eventId, title: 'Notes & queries', speakerIds: [], submitterId: ada.id };
    await world.publish('session.decision-announced.v1', randomUUID(), {
      ...decision,
      status: 'rejected',
      message: 'Too short.\n<b>Sorry</b>',
    });
    const mail = await noticeTo(world.app, ada.email, '“Notes & queries” was not accepted');
    expect(mail.text).toContain('They write:\n\n> Too short.\n> <b>Sorry</b>\n');
    expect(mail.html).toContain('Too short.<br>&lt;b&gt;Sorry&lt;/b&gt;');
    expect(mail.text).toContain(`  https://ems.example/e/${world.eventId}/sessions/${id}\n`);
    // Each announcement is a subject of its own.
    const again = { ...decision, status: 'accepted', message: null };
    await world.publish('session.decision-announced.v1', randomUUID(), again);
    await noticeTo(world.app, ada.email, '“Notes & queries” was accepted');
  });

  test('a decision reaches each once who has submitted it or speaks in it, a profile without an account at its address', async () => {
    const [ada, email] = [await verifiedAccount(world), `${randomUUID()}@example.org`];
    const [own, other] = [await speaker({ userId: ada.id }), await speaker({ email })];
    const id = randomUUID();
    const state = session(id, { submitterId: ada.id, speakerIds: [own, other] });
    await world.publish('session.created.v1', id, { ...state, status: 'draft', announcedStatus: 'draft' });
    await world.publish('session.decision-announced.v1', randomUUID(), {
      ...state,
      status: 'accepted',
      message: 'See you in the Old Mill',
    });
    await noticeTo(world.app, ada.email, '“Notes & queries” was accepted');
    const mail = await noticeTo(world.app, email, 'A session was accepted');
    for (const text of [mail.subject, mail.text, mail.html]) expect(text).not.toMatch(/Mill|queries|Camp/);
    await allSent(world.app);
    expect(await noticesTo(world.app, ada.email, 'accepted')).toHaveLength(1);
  });

  test('the mail to a profile waits for its address, and none goes to a profile that has none', async () => {
    const [early, without] = [await speaker({}), await speaker({ email: null })];
    const id = randomUUID();
    const state = session(id, { speakerIds: [early, without], status: 'draft' });
    await world.publish('session.created.v1', id, state);
    await world.publish('session.decision-announced.v1', randomUUID(), {
      ...state,
      status: 'waitlisted',
      message: null,
    });
    const email = `${randomUUID()}@example.org`;
    await world.publish('speaker.contact-changed.v1', `${early} contact`, { id: early, email });
    await noticeTo(world.app, email, 'is on the waitlist');
    await allSent(world.app);
  });
});

describe('releases', () => {
  const slot = (id: string, startsAt: string, room: string) => ({
    id,
    startsAt,
    endsAt: new Date(Date.parse(startsAt) + 3_600_000).toISOString(),
    room: { id: randomUUID(), name: room },
  });
  const release = async (sessions: object[]) => {
    const id = randomUUID();
    await world.publish('schedule.released.v1', id, { id, eventId: world.eventId, name: '1', sessions });
  };

  test('tell each speaker in one mail what has moved for them since the last one, and who has no news nothing', async () => {
    const [ada, bob] = [await verifiedAccount(world, 'Ada'), await verifiedAccount(world, 'Bob', 'de')];
    const [a, b] = [await speaker({ userId: ada.id }), await speaker({ userId: bob.id })];
    const [x, y, z, xs, ys, zs] = Array.from({ length: 6 }, () => randomUUID());
    const [first, second, third] = [
      { id: x, title: 'Xylophones', speakerIds: [a], slots: [slot(String(xs), '2027-05-01T09:00:00.000Z', 'Hall')] },
      { id: y, title: 'Yaks', speakerIds: [a], slots: [slot(String(ys), '2027-05-01T12:00:00.000Z', 'Hall')] },
      { id: z, title: 'Zebras', speakerIds: [b], slots: [slot(String(zs), '2027-05-01T14:00:00.000Z', 'Attic')] },
    ];
    await release([first, second, third]);
    const mail = await noticeTo(world.app, ada.email, 'Your times at “Camp <2027>”');
    expect(mail.text).toContain('- New: “Xylophones”, Saturday, 1 May 2027, 11:00–12:00 CEST, Hall\n- New: “Yaks”');
    expect(mail.text).not.toContain('Zebras');
    const german = await noticeTo(world.app, bob.email, 'Deine Zeiten bei „Camp <2027>“');
    expect(german.text).toContain('Neu: „Zebras“');
    await allSent(world.app);
    await release([
      { ...first, slots: [slot(randomUUID(), '2027-05-01T10:00:00.000Z', 'Hall')] },
      { ...second, slots: [] },
      { ...third, title: 'Zebras, mostly' },
    ]);
    await allSent(world.app);
    const sent = await noticesTo(world.app, ada.email, 'Your times');
    expect(sent).toHaveLength(2);
    expect(sent[1]?.text).toMatch(
      /- Moved: “Xylophones”, now .* 12:00–13:00 .*\n- Cancelled: “Yaks”, which was planned for .* 14:00–15:00/,
    );
    expect(await noticesTo(world.app, bob.email, 'Deine Zeiten')).toHaveLength(1);
  });

  test('that come while a mail waits are told with it', async () => {
    const cleo = await verifiedAccount(world, 'Cleo');
    const id = await speaker({ userId: cleo.id });
    const at = (startsAt: string) => [
      { id: randomUUID(), title: 'Q', speakerIds: [id], slots: [slot(randomUUID(), startsAt, 'Hall')] },
    ];
    const late = await world.app.second({ NOTIFICATION_DELAY: '3600', AMQP_URL: world.broker.amqpUrl('user-service') });
    await world.app.halt();
    await release(at('2027-05-01T09:00:00.000Z'));
    await release(at('2027-05-01T10:00:00.000Z'));
    const waiting = await world.app.database.query('SELECT FROM mails WHERE user_id = $1 AND kind = $2', [
      cleo.id,
      'schedule_released',
    ]);
    expect(waiting).toHaveLength(1);
    await world.app.database.query('UPDATE mails SET retry_at = now() WHERE sent_at IS NULL');
    const mail = await noticeTo(world.app, cleo.email, 'Your times');
    expect(mail.text.match(/- New/g)).toHaveLength(1);
    expect(mail.text).toContain('12:00');
    await late.stop();
  });
});
