import { type Message, record } from '@ems/chassis/messaging';
import { sessionSpeakersChanged } from '@ems/contracts';
import type { Slot } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import { freeSlots } from '../slots';
import { standingSpeaker } from '../speakers';
import { findSession } from './queries';
import { toSessionState } from './view';

/**
 * Puts the profile that stands in the place of the merged one on its sessions. Where that shows one person in two places,
 * the merged one's slot is freed: the session then is one that has to be scheduled.
 */
export async function followMerge(tx: Tx, message: Message<{ id: string; into: string }>): Promise<void> {
  const { id, into } = message.data;
  const stands = await standingSpeaker(tx, id, into, message.sequence);
  for (const sessionId of await lockSessionsOf(tx, id)) await replaceSpeaker(tx, sessionId, id, stands?.id ?? null);
}

/** Holds the programmes and then the sessions, each in one order, as everybody who writes them does. */
async function lockSessionsOf(tx: Tx, speakerId: string): Promise<string[]> {
  await tx.$queryRaw`
    SELECT 1 FROM event_copies WHERE id IN (
      SELECT event_id FROM sessions JOIN session_speakers ON session_id = id WHERE speaker_id = ${speakerId}::uuid)
    ORDER BY id FOR NO KEY UPDATE`;
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM sessions
    WHERE id IN (SELECT session_id FROM session_speakers WHERE speaker_id = ${speakerId}::uuid) ORDER BY id FOR UPDATE`;
  return rows.map(row => row.id);
}

async function replaceSpeaker(tx: Tx, sessionId: string, goes: string, stands: string | null): Promise<void> {
  const links = await tx.sessionSpeaker.findMany({ where: { sessionId } });
  const link = links.find(({ speakerId }) => speakerId === goes);
  if (!link) return;
  await tx.sessionSpeaker.delete({ where: { sessionId_speakerId: { sessionId, speakerId: goes } } });
  if (stands && !links.some(({ speakerId }) => speakerId === stands)) {
    await freeSlots(tx, await slotsBesideOnesOf(tx, sessionId, stands));
    await tx.sessionSpeaker.create({ data: { ...link, speakerId: stands } });
  }
  await tx.session.update({ where: { id: sessionId }, data: { version: { increment: 1 }, updatedAt: new Date() } });
  const session = await findSession(tx, sessionId);
  if (session) await record(tx, sessionSpeakersChanged, sessionId, session.version, toSessionState(session));
}

/** Slots of the session while which the speaker is elsewhere. */
async function slotsBesideOnesOf(tx: Tx, sessionId: string, speakerId: string): Promise<Slot[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT s.id::text FROM slots s WHERE s.session_id = ${sessionId}::uuid AND s.held AND EXISTS (
      SELECT 1 FROM slot_speakers p WHERE p.held AND p.speaker_id = ${speakerId}::uuid
        AND tstzrange(p.starts_at, p.ends_at, '[)') && tstzrange(s.starts_at, s.ends_at, '[)'))`;
  return tx.slot.findMany({ where: { id: { in: rows.map(row => row.id) } } });
}
