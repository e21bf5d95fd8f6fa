import type { Message } from '@ems/chassis/messaging';
import type { MissedEvents } from '@ems/contracts';
import { eventUpdated, publishEvent } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { saveEvent } from './repository';

/** Says again what these events are, each as its next version. Of those that are gone their last message has told. */
export async function restateEvents(tx: Tx, { data: { eventIds } }: Message<MissedEvents>): Promise<void> {
  const known = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM events WHERE id = ANY(${eventIds}::uuid[]) ORDER BY id FOR UPDATE`;
  for (const { id } of known) await publishEvent(tx, eventUpdated, await saveEvent(tx, id, {}));
}
