import type { Sql } from '@ems/chassis/database';
import { notFound } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import type { Tx } from '../../shared/database';
import { type EventReference, eventReference, lockEventForUpdate, requireOrganizer } from '../events';
import { type SettingsBody, settingsBody } from './schemas';

export type Settings = SettingsBody & { eventId: string; version: number };

interface StoredSettings {
  eventId: string;
  version: number | null;
  severities: unknown;
  speakerBufferMinutes: number | null;
}

/** Version 0 stands for what nobody has set yet. @throws DomainError 404 */
export async function findSettings(sql: Sql, reference: EventReference): Promise<Settings> {
  const { id, sessionId, slotId } = eventReference(reference);
  const [found] = await sql.$queryRaw<StoredSettings[]>`
    SELECT e.id::text AS "eventId", c.version, c.severities, c.speaker_buffer_minutes AS "speakerBufferMinutes"
    FROM event_replicas e LEFT JOIN conflict_settings c ON c.event_id = e.id
    WHERE e.id = coalesce(${id}::uuid, (SELECT event_id FROM sessions WHERE id = ${sessionId}::uuid),
      (SELECT event_id FROM slots WHERE id = ${slotId}::uuid))`;
  if (!found) throw notFound('event');
  const { eventId, version, severities, speakerBufferMinutes } = found;
  const set = version === null ? {} : { severities, speakerBufferMinutes };
  return { ...settingsBody.parse(set), eventId, version: version ?? 0 };
}

/** Whether a booking can make a conflict that the event's team does not allow at all. */
export const canBlock = ({ severities }: Settings): boolean => Object.values(severities).includes('block');

/** No other service asks how serious a conflict is, so no message carries it. */
export async function replaceSettings(tx: Tx, eventId: string, change: Change, body: SettingsBody): Promise<Settings> {
  const event = await lockEventForUpdate(tx, { id: eventId });
  requireOrganizer(event, change.caller);
  const current = await findSettings(tx, { id: eventId });
  change.requireIfMatch(current);
  const version = current.version + 1;
  await tx.conflictSettings.upsert({
    where: { eventId },
    create: { eventId, ...body, version },
    update: { ...body, version },
  });
  return { ...body, eventId, version };
}

/** With their event. */
export async function deleteConflictSettings(tx: Tx, eventId: string): Promise<void> {
  await tx.conflictSettings.deleteMany({ where: { eventId } });
}
