import { z } from 'zod';
import { defineMessage } from '../define-message';

const hearers = ['event-service', 'session-service', 'speaker-service'];

/** What others may know of an account: no name and no address. */
const account = z.object({
  id: z.uuid(),
  role: z.enum(['member', 'admin']),
  status: z.enum(['active', 'disabled']),
  /** Access tokens issued up to then count no longer: logged out everywhere, disabled, erased, or lost a role. */
  signedOutAt: z.iso.datetime().nullable().optional(),
});

export type AccountState = z.infer<typeof account>;

export const userRegistered = defineMessage('user.registered.v1', hearers, account);
export const userUpdated = defineMessage('user.updated.v1', hearers, account);
export const userDisabled = defineMessage('user.disabled.v1', hearers, account);

/** Everything that tells of the person is gone here; whoever hears this does the same, and answers with a receipt. */
export const userErased = defineMessage(
  'user.erased.v1',
  hearers,
  account.extend({
    /** SHA-256 of the address in lower case, hexadecimal: finds it where somebody else wrote it down. */
    emailDigest: z.string().regex(/^[0-9a-f]{64}$/),
  }),
);
