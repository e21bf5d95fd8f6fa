import { randomUUID } from 'node:crypto';
import { type Answer, eventually, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { useNoticeWorld, useSmtp } from '../support/notices';

const speakers = 60;

const smtp = useSmtp({ beforeAll, afterAll });
const world = useNoticeWorld({ beforeAll, afterAll }, () => ({ SMTP_URL: smtp.url }));

test('of a release with a mail server that fails in every way nobody is told twice, and who may have been is listed', async () => {
  const answers: Answer[] = [
    '250 accepted',
    'disconnect after data',
    '451 later',
    'disconnect before data',
    '250 accepted',
  ];
  let mails = 0;
  smtp.respond(() => answers[mails++ % answers.length] ?? '250 accepted');
  // Addresses without an account: three statements make any number of them.
  await world.app.database.query(
    `INSERT INTO speaker_replicas (id, version, name, email, contact_version)
     SELECT gen_random_uuid(), 1, 'Speaker ' || n, 'speaker-' || n || '@example.org', 1 FROM generate_series(1, ${speakers}) AS n`,
  );
  const rows = await world.app.database.query<{ id: string }>('SELECT id FROM speaker_replicas');
  const id = randomUUID();
  const room = { id: randomUUID(), name: 'Hall' };
  await world.publish('schedule.released.v1', id, {
    id,
    eventId: world.eventId,
    name: '1',
    sessions: rows.map(speaker => ({
      id: randomUUID(),
      title: 'Talk',
      speakerIds: [speaker.id],
      slots: [{ id: randomUUID(), startsAt: '2027-05-01T09:00:00.000Z', endsAt: '2027-05-01T10:00:00.000Z', room }],
    })),
  });
  const outcomes = () =>
    world.app.database.query<{ outcome: string | null; count: string }>(
      `SELECT outcome, count(*) FROM mails WHERE kind = 'schedule_released' GROUP BY outcome ORDER BY outcome`,
    );
  await eventually(async () => {
    // What is to be tried again later is tried at once.
    await world.app.database.query('UPDATE mails SET retry_at = NULL WHERE retry_at > now()');
    return (await outcomes()).every(({ outcome }) => outcome !== null);
  });
  const toSpeakers = () => smtp.accepted.flatMap(mail => /^To:.*?(speaker-\d+)@/m.exec(mail)?.[1] ?? []);
  const counts = Object.fromEntries((await outcomes()).map(({ outcome, count }) => [outcome, Number(count)]));
  expect(Number(counts.sent) + Number(counts.unknown)).toBe(speakers);
  expect(counts.unknown).toBeGreaterThan(0);
  // Those whose connection ended after their text have arrived, which only this server knows.
  expect(toSpeakers()).toHaveLength(speakers);
  expect(new Set(toSpeakers()).size).toBe(speakers);
  const listed = await world.owner.as('get', `/events/${world.eventId}/mails?outcome=unknown&count=true&limit=1`);
  expect(expectStatus(listed, 200).body.page.total).toBe(counts.unknown);
  smtp.respond('250 accepted');
  const resent = await world.owner.as('post', `/events/${world.eventId}/mails/resend`, {});
  expect(expectStatus(resent, 202).body).toEqual({ resent: counts.unknown });
  await eventually(async () => toSpeakers().length === speakers + Number(counts.unknown));
});
