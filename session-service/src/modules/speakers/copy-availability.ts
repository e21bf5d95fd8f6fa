import type { Message } from '@ems/chassis/messaging';
import type { SpeakerAvailability } from '@ems/contracts';
import type { Tx } from '../../shared/database';
import { multirange } from '../../shared/intervals';

/** Keeps when a speaker can come to an event, unless something newer is known of it. */
export async function copyAvailability(tx: Tx, message: Message<SpeakerAvailability>): Promise<void> {
  const { id, eventId, intervals } = message.data;
  await tx.$executeRaw`
    INSERT INTO availability_copies AS held (speaker_id, event_id, version, during, told_at)
    VALUES (${id}::uuid, ${eventId}::uuid, ${message.sequence}, ${multirange(intervals)}, ${message.time})
    ON CONFLICT (event_id, speaker_id) DO UPDATE SET
      version = excluded.version, during = excluded.during, told_at = excluded.told_at
    WHERE held.version < excluded.version`;
}
