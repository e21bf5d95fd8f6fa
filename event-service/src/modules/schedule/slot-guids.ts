import { createHash } from 'node:crypto';
import type { ScheduleData } from './schedule-data';

const uuidShape = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** A UUIDv5 (RFC 9562, 5.5): always the same of the same name. */
export function uuidOf(namespace: string, name: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest()
    .subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/**
 * By which programs of others know each slot, by its id: what its session is known by elsewhere, where that is a UUID and the slot is
 * the session's first and only one; else what is made of event, that and the slot's ordinal, none of which changes. What is
 * known by nothing elsewhere has its own id.
 */
export function slotGuids(eventId: string, { slots, sessions }: Pick<ScheduleData, 'slots' | 'sessions'>) {
  const externalIds = new Map(sessions.map(session => [session.id, session.externalId]));
  const counts = new Map<string, number>();
  for (const { sessionId } of slots) counts.set(sessionId, (counts.get(sessionId) ?? 0) + 1);
  const guidOf = ({ id, sessionId, ordinal }: ScheduleData['slots'][number]) => {
    const externalId = externalIds.get(sessionId) ?? null;
    if (externalId === null) return id;
    const isOnly = ordinal === 1 && counts.get(sessionId) === 1;
    return isOnly && uuidShape.test(externalId) ? externalId : uuidOf(eventId, `${externalId} ${ordinal}`);
  };
  return new Map(slots.map(slot => [slot.id, guidOf(slot)]));
}
