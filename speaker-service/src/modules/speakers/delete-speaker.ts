import type { Caller } from '@ems/chassis/auth';
import { conflict } from '@ems/chassis/errors';
import { record } from '@ems/chassis/messaging';
import { speakerDeleted } from '@ems/contracts';
import type { Tx } from '../../shared/database';
import { sessionsOf } from '../session-copies';
import { lockToChange } from './lock-to-change';
import type { Speaker } from './schemas';

interface Deletion {
  id: string;
  caller: Caller;
  /** Refuses when the caller read another version. */
  requireFresh(current: Speaker): void;
}

/** @throws DomainError 404, 403, 412, or 409 while the speaker is on a session */
export async function deleteSpeaker(tx: Tx, { id, caller, requireFresh }: Deletion): Promise<void> {
  const current = await lockToChange(tx, id, caller);
  requireFresh(current);
  const sessionIds = await sessionsOf(tx, id);
  if (sessionIds.length > 0) {
    throw conflict('speaker.in-use', 'The speaker is on a session; take them off it first.', { sessionIds });
  }
  await tx.speaker.delete({ where: { id } });
  await record(tx, speakerDeleted, id, current.version + 1, { id });
}
