import { type Message, record } from '@ems/chassis/messaging';
import { forgetAccount } from '@ems/chassis/service';
import { type AccountState, eventUserErasureDone } from '@ems/contracts';
import type { Tx } from '../../shared/database';
import { keepAccount } from '../accounts';
import { leaveAll } from '../members';
import { unlinkFromRegistrations } from '../registrations';

/**
 * Forgets what tells of a person, with the receipt. Events keep their owner's id, which leads to nobody any more: those
 * that still take place were handed over or cancelled before.
 */
export async function eraseAccount(tx: Tx, { subject, sequence, data }: Message<AccountState>): Promise<void> {
  await keepAccount(tx, sequence, data);
  await unlinkFromRegistrations(tx, subject);
  await leaveAll(tx, subject);
  await tx.calendarSecret.deleteMany({ where: { userId: subject } });
  await forgetAccount(tx, subject);
  await record(tx, eventUserErasureDone, subject, sequence, { userId: subject });
}
