import { newId } from '@ems/chassis/database';
import { enqueueMessage, enqueueMessages } from '@ems/chassis/messaging';
import {
  type SpeakerAvailability,
  speakerAvailabilityChanged,
  type speakerClaimed,
  type speakerCreated,
  speakerDeleted,
  speakerMerged,
  speakerSchedulesMissed,
  type speakerUpdated,
  speakerUserErasureDone,
} from '@ems/contracts';
import type { Tx } from '../shared/database';

/**
 * All that speaker-service produces: what becomes of a profile, when its person is available, what it has missed, and the
 * receipt of an erasure. The version is the profile's after the change, whose row was written before.
 */
export { speakerClaimed, speakerCreated, speakerUpdated } from '@ems/contracts';

interface Profile {
  id: string;
  version: number;
  name: string;
  userId: string | null;
  createdBy: string;
}

export const publishSpeakers = (
  tx: Tx,
  contract: typeof speakerCreated | typeof speakerUpdated | typeof speakerClaimed,
  profiles: readonly Profile[],
) =>
  enqueueMessages(
    tx,
    contract,
    profiles.map(({ id, version, name, userId, createdBy }) => ({
      subject: id,
      sequence: version,
      data: { id, name, userId, createdBy },
    })),
  );

export const publishSpeaker = (tx: Tx, contract: Parameters<typeof publishSpeakers>[1], profile: Profile) =>
  publishSpeakers(tx, contract, [profile]);

export async function publishSpeakerDeleted(tx: Tx, id: string, version: number): Promise<void> {
  await forgetName(tx, id);
  await enqueueMessage(tx, speakerDeleted, id, version, { id });
}

export async function publishSpeakerMerged(tx: Tx, id: string, version: number, into: string): Promise<void> {
  await forgetName(tx, id);
  await enqueueMessage(tx, speakerMerged, id, version, { id, into });
}

/** What was said of a profile stays in the archive for a while, its name no longer than the profile. */
const forgetName = (tx: Tx, id: string) =>
  tx.$executeRaw`UPDATE outbox SET payload = payload - 'name' WHERE subject = ${id} AND payload ? 'name'`;

export const publishMissedSchedules = (tx: Tx, eventIds: string[]) =>
  enqueueMessage(tx, speakerSchedulesMissed, newId(), 1, { eventIds });

export const publishAvailability = (tx: Tx, version: number, availability: SpeakerAvailability) =>
  enqueueMessage(tx, speakerAvailabilityChanged, availability.id, version, availability);

/** @param sequence of the message that asked for the erasure */
export const publishErasureReceipt = (tx: Tx, userId: string, sequence: number) =>
  enqueueMessage(tx, speakerUserErasureDone, userId, sequence, { userId });
