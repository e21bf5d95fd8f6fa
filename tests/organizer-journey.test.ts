import type { Client, Schemas } from '@ems/client';
import { eventually, type Mail } from '@ems/testing';
import { describe, expect, test } from '@jest/globals';
import { clientWith, gateway } from './support/api';
import { asOrganizer, unique, withId } from './support/as-organizer';
import { linkIn, mailsTo, mailTo } from './support/mails';
import { firstAdmin, password } from './support/users';

interface Person {
  name: string;
  email: string;
  client: Client;
}

const addressOf = (name: string) => `${unique(name.toLowerCase())}@example.org`;

/** What stands behind the `#` of a mail's link, which its page hands to the API. */
const tokenIn = (mail: Mail) => new URL(linkIn(mail)).hash.slice(1);

/** The last part of the path of a mail's link, by which its page asks for what it is about. */
const lastPartOf = (mail: Mail) => new URL(linkIn(mail)).pathname.split('/').at(-1) ?? '';

async function signUp(name: string, language: Schemas['User']['language'] = 'en', email = addressOf(name)) {
  const body = { name, email, password };
  const { data } = await clientWith().post('/auth/register', { headers: { 'Accept-Language': language }, body });
  const client = clientWith({ accessToken: data.accessToken, refreshToken: data.refreshToken });
  const mail = await mailTo(email, language === 'de' ? 'Bestätige deine Adresse' : 'Confirm your address');
  await client.post('/auth/email/verify', { body: { token: tokenIn(mail) } });
  return { name, email, client };
}

const isPng = ({ content }: Mail['attachments'][number]) => content.subarray(1, 4).toString() === 'PNG';

/** The subjects of the mails that somebody got about events. */
const newsOf = async ({ email }: Pick<Person, 'email'>) =>
  (await mailsTo(email)).filter(({ headers }) => headers['list-unsubscribe']).map(({ subject }) => subject);

describe('an organizer, from an empty system to an event that does not take place', () => {
  let olga: Person;
  let karl: Person;
  let steve: Person;
  let sally: Person;
  let jonas: Person;
  let cora: Person;
  let rolf: Person;
  let anna: Person;
  let ben: Person;
  let dora: Person;
  let event: Schemas['Event'];
  let organize: ReturnType<typeof asOrganizer>;
  const talks = new Map<string, Schemas['Session']>();
  const title = 'Mühlentage';
  const venue = { name: 'Old Mill', city: 'Kiel', country: 'DE' };

  const idOf = (talk: string) => talks.get(talk)?.id ?? '';
  const ofEvent = () => withId(event.slug);

  test('plans an event with its windows, and invites colleagues by mail', async () => {
    olga = await signUp('Olga');
    organize = asOrganizer(olga.client);
    event = await organize.event({
      title,
      startsAt: '2030-06-07T07:00:00Z',
      endsAt: '2030-06-08T16:00:00Z',
      venue,
      capacity: 2,
      cfp: { opensAt: '2026-01-01T00:00:00Z', closesAt: '2030-03-01T00:00:00Z' },
      registration: { opensAt: '2030-04-01T00:00:00Z', closesAt: null, paused: false },
      scheduleVisible: 'released',
    });
    await organize.publish(event.slug);
    karl = await signUp('Karl', 'de');
    const steward = { name: 'Steve', email: addressOf('Steve') };
    const invite = (email: string, role: 'organizer' | 'steward') =>
      olga.client.post('/events/{id}/invitations', { ...ofEvent(), body: { email, role } });
    await invite(karl.email, 'organizer');
    await invite(steward.email, 'steward');

    const accept = async ({ client }: Person, mail: Mail) => {
      const ofInvitation = { params: { path: { invitationId: tokenIn(mail) } } };
      // event-service learns by message that the address is verified.
      const { data } = await eventually(() => client.get('/events/invitations/{invitationId}', ofInvitation));
      expect(data.event.title).toBe(title);
      await client.post('/events/invitations/{invitationId}/accept', ofInvitation);
    };
    await accept(karl, await mailTo(karl.email, 'Du bist ins Team einer Veranstaltung eingeladen'));
    const toSteve = await mailTo(steward.email, 'You were invited to the team of an event');
    expect(toSteve.text).not.toContain(title);
    steve = await signUp('Steve', 'en', steward.email);
    await accept(steve, toSteve);
    const { data: members } = (await olga.client.get('/events/{id}/members', ofEvent())).data;
    expect(members.map(({ name, role }) => [name, role]).toSorted()).toEqual([
      ['Karl', 'organizer'],
      ['Steve', 'steward'],
    ]);
  });

  test('gets proposals by speakers with their own profiles, one of whom brings somebody without an account', async () => {
    sally = await signUp('Sally');
    jonas = await signUp('Jonas', 'de');
    rolf = await signUp('Rolf');
    const propose = async ({ name, client }: Person, talk: string) => {
      const { data: speaker } = await client.post('/speakers', { body: { name, self: true } });
      const body = { eventId: event.slug, title: talk, speakerIds: [speaker.id], durationMinutes: 45, submit: true };
      // session-service learns by message of the event and the profile.
      const { data } = await eventually(() => client.post('/sessions', { body }));
      talks.set(talk, data);
    };
    await propose(sally, 'Water wheels');
    await propose(jonas, 'Mühlsteine');
    await propose(rolf, 'Windmills');
    // Of one proposal or of several, as they come.
    for (const [{ email }, subject] of [
      [olga, ` for “${title}”`],
      [karl, ` für „${title}“`],
    ] as const)
      expect((await mailTo(email, subject)).text).toMatch(
        /“(?:Water wheels|Mühlsteine|Windmills)”|„(?:Water|Mühl|Wind)/,
      );
    const submitted = await mailTo(jonas.email, '„Mühlsteine“ ist eingereicht');
    expect(submitted.text).toContain(`„${title}“`);
    const { data: seen } = await jonas.client.get('/sessions/{id}', withId(lastPartOf(submitted)));
    expect(seen).toMatchObject({ title: 'Mühlsteine', status: 'submitted' });

    const email = addressOf('Cora');
    const { data: profile } = await jonas.client.post('/speakers', { body: { name: 'Cora', email } });
    const part = { params: { path: { id: seen.id, speakerId: profile.id } } };
    await eventually(() => jonas.client.put('/sessions/{id}/speakers/{speakerId}', { ...part, body: {} }));
    await jonas.client.post('/speakers/{id}/invitations', { ...withId(profile.id), body: { email } });
    const token = tokenIn(await mailTo(email, 'A speaker profile for you'));
    cora = await signUp('Cora', 'en', email);
    await cora.client.post('/speakers/claims', { body: { token } });
    // speaker-service learns by message that the address is verified, and the claim waits for it.
    const { data: own } = await eventually(() => cora.client.get('/speakers/me'));
    expect(own).toMatchObject({ id: profile.id, name: 'Cora' });
  });

  test('reviews and decides; nobody outside the team knows before it is announced', async () => {
    const { data: submissions } = (
      await karl.client.get('/sessions', { params: { query: { eventId: event.id, status: ['submitted'] } } })
    ).data;
    expect(submissions.flatMap(({ speakers }) => speakers.map(({ name }) => name)).toSorted()).toEqual([
      'Cora',
      'Jonas',
      'Rolf',
      'Sally',
    ]);
    for (const { id } of submissions)
      await karl.client.put('/sessions/{id}/reviews/me', { ...withId(id), body: { score: 4, comment: 'Good.' } });
    const decide = (talk: string, step: 'accept' | 'reject', message: string) =>
      olga.client.post(`/sessions/{id}/${step}`, { ...withId(idOf(talk)), body: { message } });
    await decide('Water wheels', 'accept', 'We look forward to it.');
    await decide('Mühlsteine', 'accept', 'Wir freuen uns auf euch.');
    await decide('Windmills', 'reject', 'We had two of these last year.');
    for (const [person, talk] of [
      [sally, 'Water wheels'],
      [rolf, 'Windmills'],
    ] as const)
      expect((await person.client.get('/sessions/{id}', withId(idOf(talk)))).data.status).toBe('submitted');
    const { data: held } = await olga.client.get('/events/{id}/decisions', ofEvent());
    expect(held.counts).toEqual({ accepted: 2, waitlisted: 0, rejected: 1 });
    const { data: announced } = await olga.client.post('/events/{id}/decisions/announce', { ...ofEvent(), body: {} });
    expect(announced).toEqual({ announced: 3, remaining: 0, notHeld: [] });

    const refused = await mailTo(rolf.email, '“Windmills” was not accepted');
    expect(refused.text).toContain('> We had two of these last year.');
    const accepted = await mailTo(jonas.email, '„Mühlsteine“ wurde angenommen');
    expect(accepted.text).toContain('> Wir freuen uns auf euch.');
    await mailTo(cora.email, '“Mühlsteine” was accepted');
    await jonas.client.post('/sessions/{id}/confirm', withId(lastPartOf(accepted)));
    const toSally = await mailTo(sally.email, '“Water wheels” was accepted');
    await sally.client.post('/sessions/{id}/confirm', withId(lastPartOf(toSally)));
  });

  test('plans and releases the schedule; each speaker gets one mail with what moved for them', async () => {
    const hall = await organize.room(event.id, 'Hall');
    const barn = await organize.room(event.id, 'Barn');
    await organize.slot(idOf('Water wheels'), hall.id, '2030-06-07T08:00:00Z');
    const slot = await organize.slot(idOf('Mühlsteine'), hall.id, '2030-06-07T09:00:00Z');
    const anonymous = clientWith();
    const isHidden = (await anonymous.get('/events/{id}/schedule', ofEvent())).data.days.every(({ rooms }) =>
      rooms.every(({ slots }) => slots.length === 0),
    );
    expect(isHidden).toBe(true);
    const release = (name: string) =>
      olga.client.post('/schedule-versions', { body: { eventId: event.id, name, comment: '' } });
    await release('1.0');
    const first = await mailTo(jonas.email, `Deine Zeiten bei „${title}“`);
    expect(first.text).toContain('- Neu: „Mühlsteine“');
    expect(first.text).toContain('Freitag, 7. Juni 2030');
    expect(first.text).toContain('11:00');
    expect(first.text).not.toContain('Water wheels');
    const toSally = await mailTo(sally.email, `Your times at “${title}”`);
    expect(toSally.text).toMatch(/- New: “Water wheels”.* Friday,? 7 June 2030.*10:00.*, Hall/);
    await mailTo(cora.email, `Your times at “${title}”`);

    const body = { roomId: barn.id, startsAt: '2030-06-07T12:00:00Z', endsAt: '2030-06-07T12:45:00Z' };
    await karl.client.patch('/slots/{id}', { ...withId(slot.id), body });
    await release('1.1');
    const second = await eventually(async () => {
      const mails = (await mailsTo(jonas.email)).filter(({ subject }) => subject.startsWith('Deine Zeiten'));
      return mails.length > 1 ? mails : undefined;
    }, 30_000);
    expect(second).toHaveLength(2);
    expect(second[1]?.text).toMatch(/- Verlegt: „Mühlsteine“.*14:00.*, Barn/);
    await eventually(async () => (await newsOf(cora)).filter(subject => subject.startsWith('Your times')).length === 2);
    expect((await newsOf(sally)).filter(subject => subject.startsWith('Your times'))).toHaveLength(1);
    expect((await newsOf(rolf)).filter(subject => subject.startsWith('Your times'))).toEqual([]);
  });

  test('opens registration; seats, waitlist and walk-ins are told by mail', async () => {
    [anna, ben, dora] = [await signUp('Anna'), await signUp('Ben', 'de'), await signUp('Dora')];
    const register = ({ client }: Person) => client.post('/events/{id}/registrations', ofEvent());
    await expect(register(anna)).rejects.toMatchObject({ code: 'registration.closed' });
    await olga.client.patch('/events/{id}', { ...ofEvent(), body: { registration: { opensAt: null } } });
    await register(anna);
    await register(dora);
    const { data: waiting } = await register(ben);
    expect(waiting).toMatchObject({ status: 'waitlisted', position: 1 });

    const ticket = await mailTo(anna.email, `Your ticket for “${title}”`);
    expect(ticket.attachments.map(({ name }) => name)).toEqual(['ticket.png', 'event.ics']);
    expect(ticket.attachments[0] && isPng(ticket.attachments[0])).toBe(true);
    expect(ticket.attachments[1]?.content.toString()).toContain('DTSTART:20300607T070000Z\r\n');
    expect(ticket.text).toContain('Old Mill');
    const waitlisted = await mailTo(ben.email, `Du stehst auf der Warteliste von „${title}“`);
    expect(waitlisted.text).toContain('Du stehst auf Platz 1 der Warteliste.');

    await anna.client.delete('/events/{id}/registrations/me', ofEvent());
    await mailTo(anna.email, `You are no longer registered for “${title}”`);
    const promoted = await mailTo(ben.email, `Du hast einen Platz bei „${title}“`);
    expect(promoted.attachments.map(({ name }) => name)).toEqual(['ticket.png', 'event.ics']);

    const wanda = { name: 'Wanda Walker', email: addressOf('Wanda') };
    const walkIn = () => steve.client.post('/events/{id}/registrations', { ...ofEvent(), body: wanda });
    await expect(walkIn()).rejects.toMatchObject({ code: 'registration.full' });
    await olga.client.patch('/events/{id}', { ...ofEvent(), body: { capacity: 3 } });
    expect((await walkIn()).data.name).toBe('Wanda Walker');
    const toWanda = await mailTo(wanda.email, 'Your ticket for an event');
    expect(toWanda.attachments.map(({ name }) => name)).toEqual(['ticket.png']);
    expect(toWanda.text).not.toContain('give your seat back');
  });

  test('lets people in by name, and has lists of all', async () => {
    const { data: seats } = (
      await steve.client.get('/events/{id}/registrations', {
        params: { path: { id: event.slug }, query: { q: 'wanda' } },
      })
    ).data;
    expect(seats).toHaveLength(1);
    expect(seats[0]).not.toHaveProperty('email');
    const scan = (ticketCode: string) =>
      steve.client.post('/events/{id}/check-ins', { ...ofEvent(), body: { ticketCode } });
    const { data: checkIn } = await scan(String(seats[0]?.ticketCode));
    expect(checkIn).toMatchObject({ name: 'Wanda Walker', alreadyCheckedIn: false });

    const csv = async (list: 'registrations' | 'speakers' | 'submissions') =>
      (await karl.client.get(`/events/{id}/${list}.csv`, { ...ofEvent(), parseAs: 'text' })).data;
    expect(await csv('registrations')).toContain(`Dora,${dora.email},confirmed`);
    const speakers = await csv('speakers');
    for (const { name } of [sally, jonas, cora]) expect(speakers).toContain(`,${name},`);
    expect(await csv('submissions')).toMatch(/,Windmills,rejected,rejected,/);
  });

  test('writes to who comes, and not to who wants no more of it', async () => {
    const announce = async (subject: string, dryRun: boolean) => {
      const body = { audience: 'registered' as const, subject, text: 'Bring boots.', dryRun };
      return (await olga.client.post('/events/{id}/announcements', { ...ofEvent(), body })).data;
    };
    expect(await announce('Boots', true)).toEqual({ recipients: 2, skipped: 1 });
    await announce('Boots', false);
    await mailTo(dora.email, 'Boots');
    const { headers } = await mailTo(ben.email, 'Boots');
    const [, unsubscribe = ''] = /<(\S+)>/.exec(headers['list-unsubscribe'] ?? '') ?? [];
    expect(unsubscribe).toContain(gateway());
    const answer = await fetch(unsubscribe, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: headers['list-unsubscribe-post'] ?? '',
    });
    expect(answer.status).toBe(200);
    await announce('Rain', false);
    await mailTo(dora.email, 'Rain');
    expect(await newsOf(ben)).not.toContain('Rain');
  });

  test('moves to another place, of which mails tell', async () => {
    await olga.client.patch('/events/{id}', { ...ofEvent(), body: { venue: { name: 'New Mill' } } });
    const changed = await mailTo(ben.email, `Änderung bei „${title}“`);
    expect(changed.text).toContain('Der Ort von');
    expect(changed.text).toContain('Wo: New Mill');
    await mailTo(dora.email, `“${title}” has changed`);
    await mailTo(sally.email, `“${title}” has changed`);
  });

  test('an attendee takes another address, and takes the old one back', async () => {
    const newEmail = addressOf('Dora');
    await dora.client.post('/auth/email', { body: { newEmail, password } });
    const anonymous = clientWith();
    const confirm = { token: tokenIn(await mailTo(newEmail, 'Confirm your new address')) };
    await anonymous.post('/auth/email/confirm', { body: confirm });
    const undo = { token: tokenIn(await mailTo(dora.email, 'Your account has another address')) };
    await anonymous.post('/auth/email/undo', { body: undo });
    await dora.client.signIn({ email: dora.email, password });
    expect((await dora.client.get('/users/me')).data).toMatchObject({ email: dora.email, emailVerified: true });
  });

  test('a disabled account loses its seat; an erased one is in no list', async () => {
    const admin = (await firstAdmin()).client;
    const { id } = (await dora.client.get('/users/me')).data;
    await admin.patch('/users/{id}', { ...withId(id), body: { status: 'disabled' } });
    const csv = async () =>
      (await olga.client.get('/events/{id}/registrations.csv', { ...ofEvent(), parseAs: 'text' })).data;
    await eventually(async () => (await csv()).includes(`Dora,${dora.email},cancelled`));
    await ben.client.post('/users/me/erasure', { body: { password } });
    await eventually(async () => !(await csv()).includes(ben.email));
    expect(await csv()).not.toContain('Ben');
  });

  test('cancels it, and tells those who are left', async () => {
    const before = await newsOf(ben);
    await olga.client.post('/events/{id}/cancel', { ...ofEvent(), body: { reason: 'The mill has burnt down.' } });
    const cancelled = await mailTo(sally.email, `“${title}” is cancelled`);
    expect(cancelled.text).toContain('> The mill has burnt down.');
    await mailTo(jonas.email, `„${title}“ ist abgesagt`);
    expect(await newsOf(ben)).toEqual(before);
    expect((await newsOf(dora)).some(subject => subject.includes('cancelled'))).toBe(false);
  });
});

describe('an organizer, from the day of an event to the day after', () => {
  let olga: Person;
  let anna: Person;
  let ben: Person;
  let event: Schemas['Event'];
  const title = 'Deichtag';
  const hoursFromNow = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const ofEvent = () => withId(event.slug);
  const wanda = { name: 'Wanda Walker', email: addressOf('Wanda') };
  const csv = async (list: 'registrations' | 'speakers' | 'submissions') =>
    (await olga.client.get(`/events/{id}/${list}.csv`, { ...ofEvent(), parseAs: 'text' })).data;

  test('lets in who has come, by their tickets out of mails, and registers who comes without one', async () => {
    [olga, anna, ben] = [await signUp('Olga'), await signUp('Anna'), await signUp('Ben', 'de')];
    const organize = asOrganizer(olga.client);
    const [startsAt, endsAt] = [hoursFromNow(-2), hoursFromNow(6)];
    event = await organize.event({ title, startsAt, endsAt, retentionDays: 30 });
    await organize.publish(event.slug);
    for (const { client } of [anna, ben]) await client.post('/events/{id}/registrations', ofEvent());
    await mailTo(anna.email, `Your ticket for “${title}”`);
    await mailTo(ben.email, `Dein Ticket für „${title}“`);
    await olga.client.post('/events/{id}/registrations', { ...ofEvent(), body: wanda });
    await mailTo(wanda.email, 'Your ticket for an event');
    for (const name of ['anna', 'wanda']) {
      const query = { params: { path: { id: event.slug }, query: { q: name } } };
      const [seat] = (
        await eventually(async () => {
          const found = (await olga.client.get('/events/{id}/registrations', query)).data;
          return found.data.length > 0 ? found : undefined;
        })
      ).data;
      const body = { ticketCode: String(seat?.ticketCode) };
      expect((await olga.client.post('/events/{id}/check-ins', { ...ofEvent(), body })).data.alreadyCheckedIn).toBe(
        false,
      );
    }
  });

  test('closes early; then nobody registers, gives a seat back or is registered at the door', async () => {
    await expect(olga.client.post('/events/{id}/complete', ofEvent())).rejects.toMatchObject({
      code: 'event.not-over',
    });
    await olga.client.patch('/events/{id}', { ...ofEvent(), body: { endsAt: hoursFromNow(-0.01) } });
    const { data } = await olga.client.post('/events/{id}/complete', ofEvent());
    expect(data.status).toBe('completed');
    const closed = { code: 'registration.closed' };
    await expect((await signUp('Dora')).client.post('/events/{id}/registrations', ofEvent())).rejects.toMatchObject(
      closed,
    );
    await expect(ben.client.delete('/events/{id}/registrations/me', ofEvent())).rejects.toMatchObject(closed);
    const late = { ...ofEvent(), body: { name: 'Late' } };
    await expect(olga.client.post('/events/{id}/registrations', late)).rejects.toMatchObject(closed);
  });

  test('has lists of who came and who did not', async () => {
    const rows = (await csv('registrations')).split('\r\n');
    const checkedInAt = ({ name, email }: Pick<Person, 'name' | 'email'>) =>
      rows
        .find(row => row.includes(`,${name},${email},confirmed,`))
        ?.split(',')
        .at(-1);
    for (const person of [anna, wanda]) expect(Date.parse(checkedInAt(person) ?? '')).toBeLessThan(Date.now());
    expect(checkedInAt(ben)).toBe('');
    for (const list of ['speakers', 'submissions'] as const) expect((await csv(list)).split('\r\n')).toHaveLength(2);
  });

  test('thanks those who came, and nobody else', async () => {
    const thank = async (dryRun: boolean) => {
      const body = { audience: 'checked-in' as const, subject: 'Thank you', text: 'See you next year.', dryRun };
      return (await olga.client.post('/events/{id}/announcements', { ...ofEvent(), body })).data;
    };
    // Who has no account has no address that is verified.
    expect(
      await eventually(async () => {
        const reach = await thank(true);
        return 'recipients' in reach && reach.recipients === 1 ? reach : undefined;
      }),
    ).toEqual({ recipients: 1, skipped: 1 });
    await thank(false);
    const mail = await mailTo(anna.email, 'Thank you');
    expect(mail.text).toContain('> See you next year.');
    expect(await newsOf(ben)).not.toContain('Thank you');
    expect(await newsOf(wanda)).not.toContain('Thank you');
  });

  test('keeps nothing of who is erased, and counts them still', async () => {
    const before = (await olga.client.get('/events/{id}', ofEvent())).data.seats;
    await anna.client.post('/users/me/erasure', { body: { password } });
    await eventually(async () => !(await csv('registrations')).includes(anna.email));
    expect(await csv('registrations')).not.toContain('Anna');
    expect((await olga.client.get('/events/{id}', ofEvent())).data.seats).toEqual({
      ...before,
      taken: (before?.taken ?? 0) - 1,
    });
  });
});
