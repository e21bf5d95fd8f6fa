import type { Message } from '@ems/chassis/messaging';
import type { MissedSpeakers } from '@ems/contracts';
import { publishSpeakers, speakerUpdated } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { lockSpeakersForUpdate } from './repository';

/** Says again what these profiles are, each as its next version. Of those that are gone their last message has told. */
export async function restateSpeakers(tx: Tx, { data: { ids } }: Message<MissedSpeakers>): Promise<void> {
  const speakers = await lockSpeakersForUpdate(tx, ids);
  const known = speakers.map(({ id }) => id);
  await tx.speaker.updateMany({ where: { id: { in: known } }, data: { version: { increment: 1 } } });
  await publishSpeakers(
    tx,
    speakerUpdated,
    speakers.map(speaker => ({ ...speaker, version: speaker.version + 1 })),
  );
}
