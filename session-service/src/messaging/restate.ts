import { restateBy } from '@ems/chassis/messaging';
import { restatableRelease } from '../modules/schedule';
import { restatableSession } from '../modules/sessions';
import type { Tx } from '../shared/database';

/** Says again what others keep replicas of. */
export const restate = restateBy<Tx>({ session: restatableSession, schedule: restatableRelease });
