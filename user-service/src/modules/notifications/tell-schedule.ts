import type { Sql } from '@ems/chassis/database';
import type { Message } from '@ems/chassis/messaging';
import type { ReleasedSchedule } from '@ems/contracts';
import { upsertRelease } from '../../replicas/releases';
import { enqueueNotices } from '../mail';
import { withoutWaiting } from './people';

/**
 * Stores what the public sees of a schedule now, and enqueues a mail to each who speaks, or was told to: what has moved for them
 * is found when it is sent, and where nothing has there is none.
 * @param delaySeconds how long releases are gathered
 */
export const tellRelease = (delaySeconds: number) => async (sql: Sql, message: Message<ReleasedSchedule>) => {
  if (!(await upsertRelease(sql, message))) return;
  const { eventId, sessions = [] } = message.data;
  const people = await sql.$queryRaw<{ userId: string | null; speakerId: string }[]>`
    WITH named AS (
      SELECT unnest(${sessions.flatMap(({ speakerIds }) => speakerIds)}::uuid[]) AS id
      UNION SELECT speaker_id FROM mailed_schedules WHERE event_id = ${eventId}::uuid)
    SELECT DISTINCT ON (coalesce(speaker.user_id, speaker.id, named.id)) speaker.user_id::text AS "userId",
      coalesce(speaker.id, named.id)::text AS "speakerId"
    FROM named LEFT JOIN speaker_replicas known ON known.id = named.id
      LEFT JOIN speaker_replicas speaker ON speaker.id = coalesce(known.merged_into, known.id)
    ORDER BY coalesce(speaker.user_id, speaker.id, named.id)`;
  const recipients = people.map(({ userId, speakerId }) => (userId === null ? { speakerId } : { userId }));
  await enqueueNotices(
    sql,
    (await withoutWaiting(sql, 'schedule_released', eventId, recipients)).map(person => ({
      kind: 'schedule_released',
      fact: `${message.subject} ${message.sequence}`,
      eventId,
      ...person,
    })),
    delaySeconds,
  );
};
