import type { Caller } from '@ems/chassis/auth';
import type { z } from 'zod';
import type { Tx } from '../../shared/database';
import { holdEvent, requireOrganizing } from '../events';
import { type Settings, type settingsBody, settingsOf } from './settings';

interface Change {
  eventId: string;
  caller: Caller;
  requireFresh(current: { version: number }): void;
}

/** No other service asks how serious a conflict is, so no message tells of it. */
export async function changeSettings(
  tx: Tx,
  { eventId, caller, requireFresh }: Change,
  body: z.infer<typeof settingsBody>,
): Promise<Settings> {
  const event = await holdEvent(tx, eventId);
  requireOrganizing(event, caller);
  const current = await settingsOf(tx, eventId);
  requireFresh(current);
  const version = current.version + 1;
  await tx.conflictSettings.upsert({
    where: { eventId },
    create: { eventId, ...body, version },
    update: { ...body, version },
  });
  return { ...body, eventId, version };
}

/** With their event: what its team said, and what its speakers did. */
export async function forgetConflicts(tx: Tx, eventId: string): Promise<void> {
  await tx.conflictSettings.deleteMany({ where: { eventId } });
  await tx.availabilityCopy.deleteMany({ where: { eventId } });
}
