import { type Message, record } from '@ems/chassis/messaging';
import { forgetAccount } from '@ems/chassis/service';
import { type AccountState, speakerUserErasureDone } from '@ems/contracts';
import type { Tx } from '../../shared/database';
import { unlinkFromSpeakers } from '../speakers';
import { copyAccount } from './copy-account';

/** Forgets what tells of a person, with the receipt. */
export async function eraseAccount(tx: Tx, message: Message<AccountState & { emailDigest: string }>): Promise<void> {
  const { subject, sequence, data } = message;
  await copyAccount(tx, message);
  await unlinkFromSpeakers(tx, subject, data.emailDigest);
  await forgetAccount(tx, subject);
  await record(tx, speakerUserErasureDone, subject, sequence, { userId: subject });
}
