import { randomUUID } from 'node:crypto';
import { derivedToken } from '@ems/chassis/auth';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newAccount } from '../support/accounts';
import { allSent, noticesTo, noticeTo, registration, useNoticeWorld, verifiedAccount } from '../support/notices';

const world = useNoticeWorld({ beforeAll, afterAll });

test('an event that moves tells those who come what it was and is, and one that is cancelled why', async () => {
  const ada = await verifiedAccount(world);
  const id = randomUUID();
  await world.publish('registration.confirmed.v1', id, registration(id, world.eventId, { userId: ada.id }));
  await world.publishEvent('updated', { title: 'Camp 2027' });
  await world.publishEvent('updated', { venue: { name: 'Lighthouse', address: null, city: 'Kiel', country: 'DE' } });
  const moved = await noticeTo(world.app, ada.email, '“Camp 2027” has changed');
  expect(moved.text).toContain('Where “Camp 2027” takes place has changed.');
  expect(moved.text).toContain('- Where: Lighthouse, Kiel, DE');
  await allSent(world.app);
  expect(await noticesTo(world.app, ada.email, 'changed')).toHaveLength(1);
  await world.publishEvent('cancelled', { status: 'cancelled', cancelReason: 'A storm\r\nBcc: all@example.org' });
  const cancelled = await noticeTo(world.app, ada.email, '“Camp 2027” is cancelled');
  expect(cancelled.text).toContain('The team writes:\n\n> A storm\n> Bcc: all@example.org\n');
  expect(cancelled.headers.bcc).toBeUndefined();
  await world.publishEvent('published', { status: 'published', cancelReason: null });
});

test('offers reach whom something is offered, and who leads an event hears that its registrations are forgotten', async () => {
  const [eve, organizer] = [await verifiedAccount(world, 'Eve'), await verifiedAccount(world, 'Otto')];
  const offer = {
    id: randomUUID(),
    kind: 'member',
    eventId: world.eventId,
    sessionId: null,
    role: 'organizer',
    fromUserId: world.owner.id,
    toUserId: eve.id,
    status: 'pending',
    createdAt: '2027-04-01T08:00:00.000Z',
    expiresAt: '2027-04-30T08:00:00.000Z',
  };
  await world.publish('event.offer-changed.v1', offer.id, offer);
  const mail = await noticeTo(world.app, eve.email, 'You were offered to join the team of');
  expect(mail.text).toContain('  https://ems.example/offers\n');
  await world.publish('event.offer-changed.v1', offer.id, { ...offer, status: 'accepted' });
  const members = [{ userId: organizer.id, role: 'organizer' }];
  await world.publish('event.member-changed.v1', world.eventId, {
    eventId: world.eventId,
    userId: organizer.id,
    role: 'organizer',
    members,
  });
  await world.publish('event.retention-due.v1', `${world.eventId} retention`, {
    eventId: world.eventId,
    forgetsAt: '2027-11-01T08:00:00.000Z',
  });
  for (const { email } of [world.owner, organizer]) await noticeTo(world.app, email, 'will be forgotten');
});

test('invitations go to their address in a fixed text, as often as they are sent, and not once they have ended', async () => {
  const email = `${randomUUID()}@example.org`;
  const claim = { id: randomUUID(), speakerId: randomUUID(), email, invitedBy: world.owner.id };
  const expiresAt = '2099-01-01T00:00:00.000Z';
  await world.publish('speaker.invited.v1', claim.id, { ...claim, expiresAt });
  const mail = await noticeTo(world.app, email, 'A speaker profile for you');
  expect(mail.text).toContain(
    `  https://ems.example/claim#${derivedToken('development-invitation-secret', 'claim', claim.id)}\n`,
  );
  const member = { id: randomUUID(), eventId: world.eventId, email, role: 'organizer', invitedBy: world.owner.id };
  await world.publish('event.member-invited.v1', member.id, { ...member, expiresAt });
  await world.publish('event.member-invited.v1', member.id, { ...member, expiresAt });
  await noticeTo(world.app, email, 'You were invited to the team of an event');
  await allSent(world.app);
  const invitations = () => noticesTo(world.app, email, 'team');
  expect(await invitations()).toHaveLength(2);
  expect((await invitations())[0]?.text).toContain(`  https://ems.example/invitations#${member.id}\n`);
  await world.publish('event.member-invitation-ended.v1', member.id, { id: member.id, eventId: world.eventId });
  const [replica] = await world.app.database.query('SELECT email FROM invitation_replicas WHERE id = $1', [member.id]);
  expect(replica).toEqual({ email: null });
});

test('a suggestion for a profile reaches the person whose it is', async () => {
  const [ada, speakerId, id] = [await verifiedAccount(world), randomUUID(), randomUUID()];
  await world.publish('speaker.change-suggested.v1', id, {
    id,
    speakerId,
    eventId: world.eventId,
    userId: ada.id,
    suggestedBy: world.owner.id,
  });
  const mail = await noticeTo(world.app, ada.email, 'Suggested changes to your speaker profile');
  expect(mail.text).toContain('  https://ems.example/offers\n');
});

test('an account that is not verified is offered something without a word of others', async () => {
  const { id: toUserId, email } = await newAccount(world.app);
  const offer = {
    id: randomUUID(),
    kind: 'owner',
    eventId: world.eventId,
    sessionId: null,
    role: null,
    fromUserId: world.owner.id,
    toUserId,
    status: 'pending',
    createdAt: '2027-04-01T08:00:00.000Z',
    expiresAt: '2027-04-30T08:00:00.000Z',
  };
  await world.publish('event.offer-changed.v1', offer.id, offer);
  const mail = await noticeTo(world.app, email, 'You were offered to own an event');
  for (const text of [mail.subject, mail.text, mail.html]) expect(text).not.toMatch(/Camp/);
});
