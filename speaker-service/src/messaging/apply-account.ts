import { type EmailDigest, upsertSubjectsAndAddresses } from '@ems/chassis/auth';
import type { Message } from '@ems/chassis/messaging';
import type { AccountState } from '@ems/contracts';
import { completeClaims } from '../modules/invitations';
import type { Tx } from '../shared/database';

/** Stores what an account is; where its address is verified by now, the profile that waits for that is its own. */
export const applyAccount = (digest: EmailDigest) => async (tx: Tx, message: Message<AccountState>) => {
  await upsertSubjectsAndAddresses(tx, [message]);
  const { id, status, emailVerified } = message.data;
  if (emailVerified && status === 'active') await completeClaims(tx, id, new Date(), digest);
};
