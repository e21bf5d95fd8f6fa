import { subscriptionsFor } from '@ems/chassis/messaging';
import {
  sessionCreated,
  sessionDeleted,
  sessionSpeakersChanged,
  userDisabled,
  userRegistered,
  userUpdated,
} from '@ems/contracts';
import { copyAccount } from '../modules/accounts';
import { copySession, forgetSession } from '../modules/session-copies';
import type { Tx } from '../shared/database';

const on = subscriptionsFor<Tx>();

/** All that speaker-service hears: who is on a session, and whose account is disabled. */
export const subscriptions = [
  on(sessionCreated, copySession),
  on(sessionSpeakersChanged, copySession),
  on(sessionDeleted, forgetSession),
  on(userRegistered, copyAccount),
  on(userUpdated, copyAccount),
  on(userDisabled, copyAccount),
];
