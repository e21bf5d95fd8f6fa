import type { Subscription } from '@ems/chassis/messaging';
import type { Tx } from '../shared/database';

/** All that user-service hears: nothing yet needs it. */
export const subscriptions: Subscription<Tx>[] = [];
