import type { Change } from '@ems/chassis/http';
import type { Db, Tx } from '../../shared/database';
import { lockEventForUpdate, requireOrganizer } from '../events';
import { type SettingsBody, settingsBody } from './schemas';

export type Settings = SettingsBody & { eventId: string; version: number };

/** Version 0 stands for what nobody has set yet. */
export async function findSettings(db: Db | Tx, eventId: string): Promise<Settings> {
  const found = await db.conflictSettings.findUnique({ where: { eventId } });
  const { severities, speakerBufferMinutes } = found ?? {};
  return { ...settingsBody.parse({ severities, speakerBufferMinutes }), eventId, version: found?.version ?? 0 };
}

/** No other service asks how serious a conflict is, so no message carries it. */
export async function replaceSettings(tx: Tx, eventId: string, change: Change, body: SettingsBody): Promise<Settings> {
  const event = await lockEventForUpdate(tx, eventId);
  requireOrganizer(event, change.caller);
  const current = await findSettings(tx, eventId);
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
