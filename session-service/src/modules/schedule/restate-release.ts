import { newId } from '@ems/chassis/database';
import type { Restatable } from '@ems/chassis/messaging';
import { publishInsteadOf } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { findRelease } from './restate-schedules';

/**
 * How a released version that was lost with a restore of the database is taken back: whoever shows it shows instead what is
 * released of its event now, which may be nothing.
 */
export const restatableRelease: Restatable<Tx> = {
  isKnown: async () => true,
  async restate(tx, { eventId, ...lost }) {
    // Nobody shows it any more.
    if (!eventId) return publishInsteadOf(tx, lost, { id: lost.id, eventId: lost.id, name: '' });
    const latest = await findRelease(tx, eventId);
    const { name, sessions } = latest ?? { name: '', sessions: [] };
    await publishInsteadOf(tx, lost, { id: newId(), eventId, name, sessions });
  },
  remove: async () => false,
  publishRemoval: async () => undefined,
};
