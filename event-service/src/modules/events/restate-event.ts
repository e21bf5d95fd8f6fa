import type { Restatable } from '@ems/chassis/messaging';
import { eventUpdated, publishEvent, publishEventDeleted } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { factsOf } from './details';
import { findEvent, saveEvent } from './repository';
import { isDeletable } from './transitions';

const raiseVersion = (tx: Tx, id: string, version: number) =>
  tx.$executeRaw`UPDATE events SET version = greatest(version, ${version}::int) WHERE id = ${id}::uuid`;

/** How an event is said again after a restore of the database. */
export const restatableEvent: Restatable<Tx> = {
  async isKnown(tx, { id }) {
    const found = await tx.$queryRaw<object[]>`SELECT 1 FROM events WHERE id = ${id}::uuid FOR UPDATE`;
    return found.length > 0;
  },
  async restate(tx, { id, sequence }) {
    await raiseVersion(tx, id, sequence);
    await publishEvent(tx, eventUpdated, await saveEvent(tx, id, {}));
  },
  async remove(tx, { id, sequence }) {
    await raiseVersion(tx, id, sequence);
    const event = await findEvent(tx, id);
    if (!event || !isDeletable(factsOf(event))) return false;
    await tx.event.delete({ where: { id } });
    await publishEventDeleted(tx, event);
    return true;
  },
  publishRemoval: (tx, { id, sequence }) => publishEventDeleted(tx, { id, version: sequence }),
};
