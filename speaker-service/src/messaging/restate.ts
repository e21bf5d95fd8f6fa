import { restateBy } from '@ems/chassis/messaging';
import { restatableSpeaker } from '../modules/availability';
import type { Tx } from '../shared/database';

/** Says again what others keep replicas of. */
export const restate = restateBy<Tx>({ speaker: restatableSpeaker });
