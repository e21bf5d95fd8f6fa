import type { Sql } from '@ems/chassis/database';
import type { Message } from '@ems/chassis/messaging';
import type { SessionState } from '@ems/contracts';
import { tellContacts } from '../modules/speakers';
import { type DeletedSession, lockSpeakersForShare, speakersOn, upsertSessions } from '../replicas/sessions';

/** Keeps what sessions are; whoever has agreed by that to speak at an event, or does not any more, is told to its team. */
export async function applySessions(
  sql: Sql,
  messages: readonly Message<SessionState | DeletedSession>[],
): Promise<void> {
  const sessionIds = messages.map(({ subject }) => subject);
  const before = await speakersOn(sql, sessionIds);
  const named = messages.flatMap(({ data }) => ('speakerIds' in data ? data.speakerIds : []));
  // All at once, in one order: whoever claims, merges or deletes one of them meanwhile waits, or is waited for.
  await lockSpeakersForShare(sql, [...before, ...named]);
  await upsertSessions(sql, messages);
  const after = await speakersOn(sql, sessionIds);
  await tellContacts(sql, [...new Set([...before, ...after])]);
}
