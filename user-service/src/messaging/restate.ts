import type { EmailDigest } from '@ems/chassis/auth';
import { restateBy } from '@ems/chassis/messaging';
import { restatableUser } from '../modules/erasure';
import type { Tx } from '../shared/database';

/** Says again what others keep replicas of. */
export const restate = (digest: EmailDigest) => restateBy<Tx>({ user: restatableUser(digest) });
