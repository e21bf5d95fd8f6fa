import { eventually, expectStatus, type SmtpServer, scaled, startSmtp } from '@ems/testing';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { asOrganizer, withId } from '../../support/as-organizer';
import { queryAt } from '../../support/databases';
import { registerUser, type User } from '../../support/users';
import { type OwnSystem, startOwnSystem } from '../support/own-system';

const minutes = 60_000;
const recipients = 500;
const perSession = 50;

jest.setTimeout(scaled(5 * minutes));

let system: OwnSystem;
let users: string;
let smtp: SmtpServer;
/** Whole mails that mail servers took before they were killed. */
const before: string[] = [];

beforeAll(async () => {
  smtp = await startSmtp();
  system = await startOwnSystem('ems-mail-release', {
    SMTP_URL: smtp.url,
    NOTIFICATION_DELAY: '0',
    MAILS_PER_SECOND: '200',
    RATE_LIMITS: 'off',
  });
  users = `postgresql://user_service_owner:user_service_owner@127.0.0.1:${system.env.USER_DB_PORT}/users`;
});

afterAll(async () => {
  await system?.stop();
  await smtp.stop();
});

const arrived = () => [...before, ...smtp.accepted].flatMap(mail => /^To:.*?(speaker-\d+)@/m.exec(mail)?.[1] ?? []);

const kill = (name: string) => process.kill(system.pidOf(name), 'SIGKILL');

/** Kills user-service. What it had in hand is for the next one to judge, which else waits for half a minute. */
async function killSender(): Promise<void> {
  kill('user-service');
  await queryAt(
    users,
    `UPDATE mails SET claimed_at = claimed_at - interval '31 seconds'
     WHERE claimed_at < now() AND sent_at IS NULL AND failed_at IS NULL`,
  );
}

const untilArrived = (count: number) => eventually(() => arrived().length >= count, 2 * minutes);

/** Lets the mail server take one more mail in such a way, of which the sender does not learn. */
async function takeUnanswered(answer: 'nothing after data' | 'disconnect after data'): Promise<void> {
  let isTaken = false;
  const known = smtp.accepted.length;
  smtp.respond(() => {
    if (isTaken) return '451 later';
    isTaken = true;
    return answer;
  });
  await eventually(() => isTaken && smtp.accepted.length > known);
}

/** A published event whose schedule, once it is released, is news to all speakers. */
async function makeConference({ client }: User): Promise<string> {
  const organizer = asOrganizer(client);
  const { id } = await organizer.event();
  const hall = await organizer.room(id, 'Hall');
  await organizer.publish(id);
  for (let hour = 0; hour * perSession < recipients; hour++) {
    const names = Array.from({ length: perSession }, (_, nth) => `speaker-${hour * perSession + nth}`);
    const ids: string[] = [];
    for (const name of names) ids.push((await organizer.speaker(name, { email: `${name}@example.org` })).id);
    // Of a type that nobody decides on, so that no other mail goes to them.
    const body = { eventId: id, title: `Session ${hour}`, type: 'other' as const, speakerIds: ids };
    const { data: session } = await client.post('/sessions', { body });
    await organizer.slot(session.id, hall.id, `2027-05-02T${String(hour + 7).padStart(2, '0')}:00:00Z`);
  }
  return id;
}

test('of a release nobody is told twice while service, broker and mail server are killed; who may have missed it is listed and told', async () => {
  const organizer = await registerUser();
  const eventId = await makeConference(organizer);
  await eventually(async () => {
    const [row] = await queryAt<{ known: number }>(
      users,
      `SELECT count(*)::int AS known FROM speaker_replicas WHERE email LIKE 'speaker-%'`,
    );
    return row?.known === recipients;
  }, minutes);
  await organizer.client.post('/schedule-versions', { body: { eventId, name: '1.0' } });
  kill('rabbitmq');
  await untilArrived(50);

  await takeUnanswered('nothing after data');
  await killSender();
  smtp.respond('250 accepted');
  await untilArrived(200);

  await takeUnanswered('disconnect after data');
  await smtp.stop();
  before.push(...smtp.accepted);
  kill('rabbitmq');
  await killSender();
  smtp = await startSmtp(Number(new URL(smtp.url).port));

  const outcomes = await eventually(async () => {
    const rows = await queryAt<{ outcome: string | null; count: number }>(
      users,
      `SELECT outcome, count(*)::int FROM mails WHERE kind = 'schedule_released' GROUP BY outcome`,
    );
    return (
      rows.every(({ outcome }) => outcome !== null) && Object.fromEntries(rows.map(row => [row.outcome, row.count]))
    );
  }, 2 * minutes);
  expect(outcomes).toEqual({ sent: expect.any(Number), unknown: expect.any(Number) });
  expect(outcomes.sent + outcomes.unknown).toBe(recipients);
  expect(outcomes.unknown).toBeGreaterThanOrEqual(2);
  const told = arrived();
  expect(new Set(told).size).toBe(told.length);

  const page = withId(eventId).params;
  const listed = await organizer.api('get', `/events/${eventId}/mails?outcome=unknown&limit=100`);
  const unknown = expectStatus(listed, 200).body.data.map(mail => mail.recipient.name);
  expect(unknown).toHaveLength(outcomes.unknown);
  expect(new Set([...told, ...unknown]).size).toBe(recipients);
  const { data: resent } = await organizer.client.post('/events/{id}/mails/resend', { params: page, body: {} });
  expect(resent).toEqual({ resent: outcomes.unknown });
  await untilArrived(told.length + outcomes.unknown);
  expect(arrived().slice(told.length).toSorted()).toEqual(unknown.toSorted());
});
