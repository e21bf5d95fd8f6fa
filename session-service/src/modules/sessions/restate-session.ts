import type { Restatable } from '@ems/chassis/messaging';
import { publishDeletion, publishSession, sessionDeleted, sessionUpdated } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { nextVersion } from './announced';
import { findSession, lockSessionForUpdate } from './repository';

const raiseVersion = (tx: Tx, id: string, version: number) =>
  tx.$executeRaw`UPDATE sessions SET version = greatest(version, ${version}::int) WHERE id = ${id}::uuid`;

/** How a session is said again after a restore of the database. */
export const restatableSession: Restatable<Tx> = {
  isKnown: async (tx, { id }) => (await lockSessionForUpdate(tx, id)) !== null,
  async restate(tx, { id, sequence }, now) {
    await raiseVersion(tx, id, sequence);
    const session = await findSession(tx, id);
    if (!session) return;
    const next = nextVersion(session, now);
    await tx.session.update({ where: { id }, data: next });
    await publishSession(tx, sessionUpdated, { ...session, ...next });
  },
  async remove(tx, { id, sequence }) {
    await raiseVersion(tx, id, sequence);
    const session = await findSession(tx, id);
    if (!session || session.slots.length > 0 || session.released) return false;
    await tx.session.delete({ where: { id } });
    await publishDeletion(tx, sessionDeleted, session);
    return true;
  },
  // Whoever keeps a replica of it knows its event.
  publishRemoval: (tx, { id, sequence, eventId }) =>
    publishDeletion(tx, sessionDeleted, { id, eventId: eventId ?? id, version: sequence }),
};
