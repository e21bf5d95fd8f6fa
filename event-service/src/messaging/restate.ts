import { restateBy } from '@ems/chassis/messaging';
import { restatableEvent } from '../modules/events';
import type { Tx } from '../shared/database';

/** Says again what others keep replicas of. */
export const restate = restateBy<Tx>({ event: restatableEvent });
