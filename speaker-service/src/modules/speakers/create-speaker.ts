import { newId } from '@ems/chassis/database';
import { record } from '@ems/chassis/messaging';
import { speakerCreated } from '@ems/contracts';
import type { Tx } from '../../shared/database';
import type { Profile, Speaker } from './schemas';

export async function createSpeaker(tx: Tx, profile: Profile, createdBy: string): Promise<Speaker> {
  const speaker = await tx.speaker.create({ data: { id: newId(), ...profile, createdBy } });
  const { id, userId, version } = speaker;
  await record(tx, speakerCreated, id, version, { id, userId, createdBy });
  return speaker;
}
