import type { Message } from '@ems/chassis/messaging';
import type { MissedSchedules } from '@ems/contracts';
import { publishRestatement, toSlotState } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { toReleased } from './released';
import { findLatestVersion } from './repository';
import { scheduleData } from './schedule-data';

/** Says again what is so now of these events' schedules. Of one that is unknown there is nothing. */
export async function restateSchedules(tx: Tx, { data: { eventIds } }: Message<MissedSchedules>): Promise<void> {
  for (const eventId of eventIds) {
    const rooms = await tx.room.findMany({
      where: { eventId },
      select: { id: true, eventId: true, name: true, version: true },
    });
    const slots = await tx.slot.findMany({ where: { eventId } });
    await publishRestatement(tx, {
      eventId,
      rooms,
      slots: slots.map(slot => ({ ...toSlotState(slot), version: slot.version })),
      release: await findRelease(tx, eventId),
    });
  }
}

/** What the public sees of an event; null before the first release. */
export async function findRelease(tx: Tx, eventId: string) {
  const latest = await findLatestVersion(tx, eventId);
  if (!latest) return null;
  const { id } = latest;
  const { schedule } = await tx.scheduleVersion.findUniqueOrThrow({ where: { id }, select: { schedule: true } });
  return toReleased(latest, scheduleData.parse(schedule));
}
