import type { Caller } from '@ems/chassis/auth';
import type { z } from 'zod';
import type { Db, Tx } from '../../shared/database';
import { sessionsOf } from '../session-copies';
import { allowedActions, maySeeEmail } from './rights';
import { type Speaker, type speakerView, toLinks } from './schemas';

/** A profile as this caller may see it. */
export function toSpeakerView(
  speaker: Speaker,
  caller: Caller | null,
  isOnSession: boolean,
): z.infer<typeof speakerView> {
  const { email, ...open } = speaker;
  return {
    ...open,
    links: toLinks(speaker),
    createdAt: speaker.createdAt.toISOString(),
    updatedAt: speaker.updatedAt.toISOString(),
    ...(maySeeEmail(caller, speaker) && { email }),
    ...(caller && { allowedActions: allowedActions(caller, speaker, isOnSession) }),
  };
}

export async function viewSpeaker(db: Db | Tx, speaker: Speaker, caller: Caller | null) {
  const isOnSession = caller !== null && (await sessionsOf(db, speaker.id)).length > 0;
  return toSpeakerView(speaker, caller, isOnSession);
}
