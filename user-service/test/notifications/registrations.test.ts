import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newAccount, password } from '../support/accounts';
import {
  allSent,
  noticesTo,
  noticeTo,
  registration,
  sealTicket,
  useNoticeWorld,
  verifiedAccount,
} from '../support/notices';

const world = useNoticeWorld({ beforeAll, afterAll });

const register = async (fact: string, fields: object, id = randomUUID()) => {
  await world.publish(`registration.${fact}.v1`, id, registration(id, world.eventId, fields));
  return id;
};

test('a confirmed seat is told with ticket, calendar entry, times in the zone of the event, and no code in the database', async () => {
  const ada = await verifiedAccount(world);
  const code = '7Q2ZK-4MXW9-P8RTB-0HJVC';
  await register('confirmed', { userId: ada.id, sealedTicket: sealTicket(code) });
  const mail = await noticeTo(world.app, ada.email, 'Your ticket for “Camp <2027>”');
  expect(mail.text).toBe(`You have a seat at “Camp <2027>”.

- When: Saturday, 1 May 2027 at 10:00 CEST – Sunday, 2 May 2027 at 18:00 CEST
- Where: Old Mill, Kiel, DE

Your ticket is attached: show its code at the door.

You find your ticket here, where you can also give your seat back:

  https://ems.example/tickets

--${' '}
You get this mail because you take part in an event, help with it, or are invited to.
Which mails you get: https://ems.example/notifications
No more mails of this kind: https://ems.example/unsubscribe#${/unsubscribe#(\S+)/.exec(mail.text)?.[1]}
`);
  expect(mail.html).toContain('You have a seat at “Camp &lt;2027&gt;”.');
  expect(mail.html).not.toMatch(/<2027>|<img|src=/);
  expect(mail.attachments.map(({ name }) => name)).toEqual(['ticket.png', 'event.ics']);
  const [png, ics] = mail.attachments;
  expect(png?.content.subarray(1, 4).toString()).toBe('PNG');
  expect(ics?.content.toString()).toContain('DTSTART:20270501T080000Z\r\nDTEND:20270502T160000Z');
  const rows = await world.app.database.query('SELECT FROM mails m WHERE m::text LIKE $1', [`%${code}%`]);
  expect(rows).toEqual([]);
});

test('a mail is in the language of its reader, with times named in it', async () => {
  const jo = await verifiedAccount(world, 'Jo', 'de');
  await register('waitlisted', { userId: jo.id, status: 'waitlisted', position: 3 });
  const mail = await noticeTo(world.app, jo.email, 'Du stehst auf der Warteliste von „Camp <2027>“');
  expect(mail.text).toContain('Du stehst auf Platz 3 der Warteliste.');
  expect(mail.text).toContain('Samstag, 1. Mai 2027 um 10:00 MESZ');
});

test('each step of a registration is told once, whatever comes twice or late', async () => {
  const eve = await verifiedAccount(world);
  const id = await register('waitlisted', { userId: eve.id, status: 'waitlisted', position: 1 });
  await noticeTo(world.app, eve.email, 'waitlist');
  await register('promoted', { userId: eve.id, sealedTicket: sealTicket('A') }, id);
  await noticeTo(world.app, eve.email, 'You have a seat at');
  await register('checked-in', { userId: eve.id, checkedInAt: '2027-05-01T09:00:00.000Z' }, id);
  await register('cancelled', { userId: eve.id, status: 'cancelled', cause: 'team' }, id);
  const mail = await noticeTo(world.app, eve.email, 'no longer registered');
  expect(mail.text).toContain('The team of “Camp <2027>” has cancelled your registration.');
  await allSent(world.app);
  expect(await noticesTo(world.app, eve.email)).toHaveLength(3);
  const [replica] = await world.app.database.query('SELECT * FROM registration_replicas WHERE id = $1', [id]);
  expect(replica).toMatchObject({ status: 'cancelled', checked_in: true, sealed_ticket: null });
});

test('somebody without an account gets the ticket in a fixed text that nobody else has a say in', async () => {
  const email = `${randomUUID()}@example.org`;
  await register('confirmed', { name: 'Win a prize', email, sealedTicket: sealTicket('B') });
  const mail = await noticeTo(world.app, email, 'Your ticket for an event');
  expect(mail.attachments.map(({ name }) => name)).toEqual(['ticket.png']);
  for (const text of [mail.subject, mail.text, mail.html]) expect(text).not.toMatch(/prize|Camp|Mill/);
  const stored = await world.app.database.query('SELECT FROM mails m WHERE m::text LIKE $1', [`%${email}%`]);
  expect(stored).toEqual([]);
});

test('to an address that nobody has verified no text of others is sent', async () => {
  const mallory = await newAccount(world.app);
  await register('confirmed', { userId: mallory.id, sealedTicket: sealTicket('C') });
  const mail = await noticeTo(world.app, mallory.email, 'Your ticket for an event');
  for (const text of [mail.subject, mail.text, mail.html]) expect(text).not.toMatch(/Camp|Mill/);
});

test('what is no longer so when its mail is due is not told, nor anything to who is erased or disabled', async () => {
  const [gone, disabled] = [await verifiedAccount(world), await verifiedAccount(world)];
  expectStatus(await gone.as('post', '/users/me/erasure', { password }), 202);
  await world.app.database.query(`UPDATE users SET status = 'disabled' WHERE id = $1`, [disabled.id]);
  await register('confirmed', { userId: gone.id });
  await register('confirmed', { userId: disabled.id });
  await register('cancelled', { userId: disabled.id, status: 'cancelled', cause: 'account' });
  await allSent(world.app);
  for (const { email } of [gone, disabled]) expect(await noticesTo(world.app, email, 'Camp')).toEqual([]);
});

test('with an account that is erased its verified address goes from what others have said of it', async () => {
  const ada = await verifiedAccount(world);
  const { email } = ada;
  await register('confirmed', { name: 'Ada', email });
  const [speakerId, invitationId] = [randomUUID(), randomUUID()];
  await world.publish('speaker.contact-changed.v1', speakerId, { id: speakerId, email });
  const invited = { id: invitationId, speakerId, email, invitedBy: world.owner.id };
  await world.publish('speaker.invited.v1', invitationId, { ...invited, expiresAt: '2099-01-01T00:00:00.000Z' });
  const replicas = ['registration_replicas', 'speaker_replicas', 'invitation_replicas'];
  const having = async () => {
    const found = await Promise.all(
      replicas.map(table => world.app.database.query(`SELECT FROM ${table} WHERE email = $1`, [email])),
    );
    return found.map(rows => rows.length);
  };
  expect(await having()).toEqual([1, 1, 1]);
  expectStatus(await ada.as('post', '/users/me/erasure', { password }), 202);
  expect(await having()).toEqual([0, 0, 0]);
});

test('a forgotten registration leaves nothing personal, and no late message brings it back', async () => {
  const email = `${randomUUID()}@example.org`;
  const id = await register('confirmed', { name: 'Wanda', email, sealedTicket: sealTicket('D') });
  await noticeTo(world.app, email, 'Your ticket');
  await world.publish('registration.forgotten.v1', id, { id, eventId: world.eventId });
  await register('confirmed', { name: 'Wanda', email, sealedTicket: sealTicket('D') }, id);
  const [replica] = await world.app.database.query('SELECT * FROM registration_replicas WHERE id = $1', [id]);
  expect(replica).toMatchObject({ forgotten: true, name: null, email: null, sealed_ticket: null, user_id: null });
  await allSent(world.app);
  expect(await noticesTo(world.app, email)).toHaveLength(1);
});
