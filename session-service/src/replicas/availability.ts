import type { Message } from '@ems/chassis/messaging';
import type { SpeakerAvailability } from '@ems/contracts';
import { Prisma } from '../generated/prisma/client';
import type { Tx } from '../shared/database';
import { type Move, movedRanges, multirange } from '../shared/intervals';

/** Keeps when a speaker is available for an event, unless something newer is known. */
export async function upsertAvailability(tx: Tx, message: Message<SpeakerAvailability>): Promise<void> {
  const { id, eventId, intervals } = message.data;
  await tx.$executeRaw`
    INSERT INTO availability_replicas AS current (speaker_id, event_id, version, intervals, changed_at)
    VALUES (${id}::uuid, ${eventId}::uuid, ${message.sequence}, ${multirange(intervals)}, ${message.time})
    ON CONFLICT (event_id, speaker_id) DO UPDATE SET
      version = excluded.version, intervals = excluded.intervals, changed_at = excluded.changed_at
    WHERE current.version < excluded.version`;
}

/** Moves what speakers have said of an event with it, until speaker-service says the same. */
export async function moveAvailability(tx: Tx, eventId: string, move: Move): Promise<void> {
  await tx.$executeRaw`
    UPDATE availability_replicas SET intervals = (${movedRanges(Prisma.sql`intervals`, move)}) WHERE event_id = ${eventId}::uuid`;
}

/** With the event or the speaker that it is of. */
export async function deleteAvailability(tx: Tx, of: { eventId: string } | { speakerId: string }): Promise<void> {
  await tx.availabilityReplica.deleteMany({ where: of });
}
