import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Account } from '../support/accounts';
import { allSent, noticesTo, noticeTo, useNoticeWorld, verifiedAccount } from '../support/notices';

const world = useNoticeWorld({ beforeAll, afterAll }, () => ({ NOTIFICATION_DELAY: '3600' }));

const session = ({ id: submitterId }: Account, fields: object = {}) => ({
  id: randomUUID(),
  eventId: world.eventId,
  title: 'Notes & queries',
  status: 'submitted',
  speakerIds: [],
  submitterId,
  announcedStatus: 'submitted',
  ...fields,
});
type Session = ReturnType<typeof session>;

const submit = (proposal: Session) => world.publish('session.created.v1', proposal.id, proposal);
const change = (proposal: Session, status: string, announcedStatus = status) =>
  world.publish('session.status-changed.v1', proposal.id, { ...proposal, status, announcedStatus });

/** What waits goes at once. */
async function sendWaiting(): Promise<void> {
  await world.app.database.query('UPDATE mails SET retry_at = now() WHERE sent_at IS NULL');
  await allSent(world.app);
}
const proposalsTo = async ({ email }: Account) => [
  ...(await noticesTo(world.app, email, 'proposal')),
  ...(await noticesTo(world.app, email, 'Vorschl')),
];

/** Whether such mails are sent for the event. */
const setKind = (isOn: boolean) =>
  world.owner.as('patch', `/events/${world.eventId}/notifications`, { kinds: { 'session-received': isOn } });

test('who leads an event hears of all proposals that come meanwhile in one mail, by number and titles', async () => {
  const [otto, rita] = [await verifiedAccount(world, 'Otto', 'de'), await verifiedAccount(world, 'Rita')];
  const [ada, eve] = [await verifiedAccount(world), await verifiedAccount(world)];
  await world.publishEvent('updated', {
    members: [
      { userId: otto.id, role: 'organizer' },
      { userId: rita.id, role: 'reviewer' },
    ],
  });
  const proposals = Array.from({ length: 25 }, (_, nth) => session(nth % 2 ? ada : eve, { title: `Proposal ${nth}` }));
  for (const proposal of proposals) await submit(proposal);
  const [first, second, withdrawn] = proposals as [Session, Session, Session];
  await change(withdrawn, 'withdrawn');
  await sendWaiting();
  const mail = await noticeTo(world.app, world.owner.email, '24 new proposals for “Camp <2027>”');
  expect(mail.text).toContain('- “Proposal 0”\n');
  expect(mail.text).toContain('And 4 more.');
  expect(mail.text).not.toContain('“Proposal 2”');
  expect(mail.text).toContain(`  https://ems.example/e/${world.eventId}\n`);
  expect((await noticeTo(world.app, otto.email, '24 neue Vorschläge')).text).toContain('Und 4 weitere.');
  for (const other of [rita, ada, eve]) expect(await proposalsTo(other)).toEqual([]);

  // A decision that is held, and one that is taken back, are no new proposals; one that comes back after it was withdrawn is.
  await change(first, 'rejected', 'submitted');
  await change(first, 'submitted');
  await change(second, 'accepted');
  await change(second, 'submitted');
  await sendWaiting();
  expect(await proposalsTo(world.owner)).toHaveLength(1);
  await change(withdrawn, 'submitted');
  await sendWaiting();
  const again = await noticeTo(world.app, world.owner.email, 'A new proposal for “Camp <2027>”');
  expect(again.text).toContain('- “Proposal 2”\n');
  expect(again.text).toContain(`  https://ems.example/e/${world.eventId}/sessions/${withdrawn.id}\n`);
});

test('who leads an event does not hear of what they propose themselves, nor where they or the team want no such mails', async () => {
  const [otto, ada] = [await verifiedAccount(world, 'Otto'), await verifiedAccount(world)];
  await world.publishEvent('updated', { members: [{ userId: otto.id, role: 'organizer' }] });
  const before = (await proposalsTo(world.owner)).length;
  await submit(session(otto));
  await sendWaiting();
  expect([(await proposalsTo(world.owner)).length, (await proposalsTo(otto)).length]).toEqual([before, 0]);
  expect(await noticesTo(world.app, otto.email, 'was submitted')).toEqual([]);
  expect(await noticesTo(world.app, ada.email, 'was submitted')).toEqual([]);

  const kinds = { 'session-received': false };
  expectStatus(await otto.as('patch', '/users/me/notifications', { kinds }), 200);
  await submit(session(ada));
  await sendWaiting();
  expect([(await proposalsTo(world.owner)).length, (await proposalsTo(otto)).length]).toEqual([before + 1, 0]);
  expect(await noticesTo(world.app, ada.email, 'was submitted')).toHaveLength(1);

  expectStatus(await setKind(false), 200);
  await submit(session(ada));
  await sendWaiting();
  expect(await proposalsTo(world.owner)).toHaveLength(before + 1);
});

test('who leaves the team before the mail goes is told nothing', async () => {
  const otto = await verifiedAccount(world, 'Otto');
  expectStatus(await setKind(true), 200);
  await world.publishEvent('updated', { members: [{ userId: otto.id, role: 'organizer' }] });
  await submit(session(await verifiedAccount(world)));
  await world.publishEvent('updated', { members: [] });
  await sendWaiting();
  expect(await proposalsTo(otto)).toEqual([]);
});

test('an organizer whose address is not verified hears how many there are, and no word of others', async () => {
  const otto = await verifiedAccount(world, 'Otto');
  await world.app.database.query('UPDATE users SET email_verified = false WHERE id = $1', [otto.id]);
  await world.publishEvent('updated', { members: [{ userId: otto.id, role: 'organizer' }] });
  await submit(session(await verifiedAccount(world)));
  await sendWaiting();
  const mail = await noticeTo(world.app, otto.email, 'A new proposal for an event');
  for (const text of [mail.subject, mail.text, mail.html]) expect(text).not.toMatch(/Camp|queries/);
});
