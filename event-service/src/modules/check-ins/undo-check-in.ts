import { notFound } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import type { Tx } from '../../shared/database';
import { lockEventForShare, requireCheckInStaff } from '../events';
import { lockRegistrationForUpdate } from '../registrations';

/**
 * Undoes a check-in; again, it changes nothing.
 * @throws DomainError 403 for others than team and stewards, 404
 */
export async function undoCheckIn(tx: Tx, ref: string, { caller, now }: Change, id: string): Promise<void> {
  const event = await lockEventForShare(tx, ref, caller);
  requireCheckInStaff(event, caller);
  const before = await tx.checkIn.findUnique({ where: { id } });
  if (before?.eventId !== event.id) throw notFound('check-in');
  await lockRegistrationForUpdate(tx, event.id, { id: before.registrationId });
  const { count } = await tx.checkIn.updateMany({
    where: { id, undoneAt: null },
    data: { undoneAt: now, undoneBy: caller.userId },
  });
  if (count === 0) return;
  await tx.$executeRaw`
    UPDATE registrations SET version = version + 1, updated_at = now() WHERE id = ${before.registrationId}::uuid`;
}
