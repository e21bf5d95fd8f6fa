import type { Message } from '@ems/chassis/messaging';
import type { EventState, MembersState } from '@ems/contracts';
import type { Tx } from '../../shared/database';

type Member = MembersState['members'][number];

/**
 * Keeps who the members of an event are, unless something newer is known. Every message that tells of one tells of all.
 * @returns false where the event itself is not known yet
 */
async function copyMembers(tx: Tx, eventId: string, sequence: number, members: readonly Member[]): Promise<boolean> {
  const idsOf = (wanted: Member['role']) => members.filter(({ role }) => role === wanted).map(({ userId }) => userId);
  const known = await tx.$executeRaw`
    UPDATE event_copies SET organizer_ids = ${idsOf('organizer')}::uuid[], reviewer_ids = ${idsOf('reviewer')}::uuid[],
      steward_ids = ${idsOf('steward')}::uuid[], members_version = ${sequence}
    WHERE id = ${eventId}::uuid AND members_version < ${sequence}`;
  return known === 1 || (await tx.eventCopy.count({ where: { id: eventId } })) === 1;
}

/** What a message of the event itself tells of its members; those of before there were members tell nothing. */
export async function membersWithEvent(
  tx: Tx,
  { data: { id, members }, sequence }: Message<EventState>,
): Promise<void> {
  if (members) await copyMembers(tx, id, sequence, members);
}

/** @throws Error for an event whose first message has been overtaken: the message comes again later */
export async function followMembers(
  tx: Tx,
  { data: { eventId, members }, sequence }: Message<MembersState>,
): Promise<void> {
  const isKnown = await copyMembers(tx, eventId, sequence, members);
  if (!isKnown) throw new Error(`event ${eventId} is not known yet`);
}
