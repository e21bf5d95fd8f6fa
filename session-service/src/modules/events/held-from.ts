import type { Caller } from '@ems/chassis/auth';
import type { Prisma } from '../../generated/prisma/client';
import { isOrganizer, teamRole } from './access';
import type { EventReplica } from './repository';

/** The sessions of an event of which something may be held from a caller who sees its work: those of a reviewer's own. */
export function heldFrom(event: EventReplica, caller: Caller | null): Prisma.SessionWhereInput | null {
  if (!caller || isOrganizer(teamRole(event, caller))) return null;
  const { userId } = caller;
  return {
    eventId: event.id,
    announcedStatus: { not: null },
    OR: [{ submitterId: userId }, { speakers: { some: { speaker: { userId } } } }],
  };
}
