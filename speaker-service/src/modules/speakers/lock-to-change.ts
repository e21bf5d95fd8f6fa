import type { Caller } from '@ems/chassis/auth';
import { forbidden, notFound } from '@ems/chassis/errors';
import type { Tx } from '../../shared/database';
import { lockSpeaker } from './queries';
import { mayChange } from './rights';
import type { Speaker } from './schemas';

/**
 * The profile, held for a change by this caller.
 * @throws DomainError 404, or 403 for one that is not the caller's
 */
export async function lockToChange(tx: Tx, id: string, caller: Caller): Promise<Speaker> {
  const speaker = await lockSpeaker(tx, id);
  if (!speaker) throw notFound('speaker');
  if (!mayChange(caller, speaker))
    throw forbidden('Only who made the profile, or the person who claimed it, does this.');
  return speaker;
}
