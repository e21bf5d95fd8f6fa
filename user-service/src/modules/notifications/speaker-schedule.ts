import type { ReleasedSchedule } from '@ems/contracts';
import type { Tx } from '../../shared/database';
import type { Notice, Recipient } from '../mail';
import { type SlotChange, type SlotFacts, slotChanges } from './schedule-news';

/** All profiles of a recipient, with those that were merged into them. */
async function profilesOf(tx: Tx, { speakerId }: Notice, { userId }: Recipient): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH own AS (
      SELECT id FROM speaker_replicas WHERE user_id = ${userId}::uuid AND NOT deleted
      UNION SELECT ${speakerId}::uuid WHERE ${speakerId}::uuid IS NOT NULL)
    SELECT id::text FROM own UNION SELECT merged.id::text FROM speaker_replicas merged JOIN own ON merged.merged_into = own.id`;
  return rows.map(({ id }) => id);
}

const slotsOf = (sessions: NonNullable<ReleasedSchedule['sessions']>, profiles: readonly string[]): SlotFacts[] =>
  sessions
    .filter(({ speakerIds }) => speakerIds.some(id => profiles.includes(id)))
    .flatMap(({ id: sessionId, title, slots = [] }) =>
      slots.map(({ id, startsAt, endsAt, room }) => ({ id, sessionId, title, startsAt, endsAt, room: room.name })),
    );

/**
 * What has moved for a speaker since they were last told; from then on they know it. A mail that is made anew, as it has not arrived,
 * compares with the same as before.
 */
export async function takeScheduleNews(
  tx: Tx,
  notice: Notice & { eventId: string },
  recipient: Recipient,
): Promise<SlotChange[]> {
  const { eventId } = notice;
  const [release] = await tx.$queryRaw<{ sessions: NonNullable<ReleasedSchedule['sessions']> }[]>`
    SELECT sessions FROM release_replicas WHERE event_id = ${eventId}::uuid FOR SHARE`;
  const profiles = await profilesOf(tx, notice, recipient);
  if (!release || profiles.length === 0) return [];
  const known = await tx.mailedSchedule.findMany({ where: { eventId, speakerId: { in: profiles } } });
  const { before = known.flatMap(({ slots }) => slots as unknown as SlotFacts[]) } = notice.facts as {
    before?: SlotFacts[];
  };
  await tx.mail.update({ where: { id: notice.id }, data: { facts: { before: asJson(before) } } });
  for (const speakerId of profiles) {
    const slots = asJson(slotsOf(release.sessions, [speakerId]));
    await tx.mailedSchedule.upsert({
      where: { eventId_speakerId: { eventId, speakerId } },
      create: { eventId, speakerId, slots },
      update: { slots },
    });
  }
  return slotChanges(distinct(before), distinct(slotsOf(release.sessions, profiles)));
}

/** Two profiles of one person may be of one session. */
const distinct = (slots: readonly SlotFacts[]): SlotFacts[] => [
  ...new Map(slots.map(slot => [slot.id, slot])).values(),
];

const asJson = (slots: readonly SlotFacts[]) => slots.map(slot => ({ ...slot }));
