import type { Restatable } from '@ems/chassis/messaging';
import { speakerMerged } from '@ems/contracts';
import {
  publishAvailability,
  publishSpeaker,
  publishSpeakerDeleted,
  publishSpeakerMerged,
  speakerUpdated,
} from '../../messaging/published';
import { eventsOfSpeaker, sessionsOf } from '../../replicas/sessions';
import type { Tx } from '../../shared/database';
import { lockSpeakerForUpdate, removeSpeaker, resolveMergeTarget, restateContacts } from '../speakers';
import { findAvailability } from './availability';
import { toText } from './intervals';

const raiseVersion = (tx: Tx, id: string, version: number) =>
  tx.$executeRaw`UPDATE speakers SET version = greatest(version, ${version}::int) WHERE id = ${id}::uuid`;

const nextVersion = (tx: Tx, id: string, now: Date) =>
  tx.speaker.update({ where: { id }, data: { version: { increment: 1 }, updatedAt: now } });

/** How a profile, and when its person is available, is said again after a restore of the database. */
export const restatableSpeaker: Restatable<Tx> = {
  isKnown: async (tx, { id }) => (await lockSpeakerForUpdate(tx, id)) !== undefined,
  async restate(tx, { id, sequence }, now) {
    await raiseVersion(tx, id, sequence);
    await publishSpeaker(tx, speakerUpdated, await nextVersion(tx, id, now));
    const known = await tx.availability.findMany({ where: { speakerId: id }, select: { eventId: true } });
    const eventIds = new Set([...known.map(({ eventId }) => eventId), ...(await eventsOfSpeaker(tx, id))]);
    for (const eventId of eventIds) {
      const { version } = await nextVersion(tx, id, now);
      const { intervals } = await findAvailability(tx, { speakerId: id, eventId });
      await tx.availability.updateMany({ where: { speakerId: id, eventId }, data: { version } });
      await publishAvailability(tx, version, { id, eventId, intervals: intervals.map(toText) });
    }
    await restateContacts(tx, id, await eventsOfSpeaker(tx, id));
  },
  /** Into which profile one was merged is lost: whoever knows does it again, under a version that is newer. */
  async remove(tx, { id, type, sequence }) {
    await raiseVersion(tx, id, sequence);
    if (type === speakerMerged.type || (await sessionsOf(tx, id)).length > 0) return false;
    await removeSpeaker(tx, id);
    return true;
  },
  /** As a merge where it was one. */
  async publishRemoval(tx, { id, sequence }) {
    const into = await resolveMergeTarget(tx, id);
    if (into === undefined) await publishSpeakerDeleted(tx, id, sequence + 1);
    else await publishSpeakerMerged(tx, id, sequence + 1, into);
  },
};
