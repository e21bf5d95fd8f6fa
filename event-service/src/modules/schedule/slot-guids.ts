import { mapInTurns } from '@ems/chassis/concurrency';
import { uuidOf } from '../../shared/uuid-of';
import type { ScheduleData } from './schedule-data';

const uuidShape = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * By which programs of others know each slot, by its id: what its session is known by elsewhere, where that is a UUID and the slot is
 * the session's first and only one; else what is made of event, that and the slot's ordinal, none of which changes. What is
 * known by nothing elsewhere has its own id, which nothing else is called by.
 */
export async function slotGuids(eventId: string, { slots, sessions }: Pick<ScheduleData, 'slots' | 'sessions'>) {
  const externalIds = new Map(sessions.map(session => [session.id, session.externalId]));
  const ownIds = new Set(slots.map(({ id }) => id));
  const counts = new Map<string, number>();
  for (const { sessionId } of slots) counts.set(sessionId, (counts.get(sessionId) ?? 0) + 1);
  const guidOf = ({ id, sessionId, ordinal }: ScheduleData['slots'][number]) => {
    const externalId = externalIds.get(sessionId) ?? null;
    if (externalId === null) return id;
    const isOnly = ordinal === 1 && counts.get(sessionId) === 1;
    return isOnly && uuidShape.test(externalId) && !ownIds.has(externalId)
      ? externalId
      : uuidOf(eventId, `${externalId} ${ordinal}`);
  };
  return new Map(await mapInTurns(slots, slot => [slot.id, guidOf(slot)] as const));
}
