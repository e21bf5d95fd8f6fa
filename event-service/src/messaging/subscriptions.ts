import { type Message, type Subscription, subscriptionsFor } from '@ems/chassis/messaging';
import * as messages from '@ems/contracts';
import { keepAccount } from '../modules/accounts';
import { eraseAccount } from '../modules/erasure';
import { allSpeakers, noteChange } from '../modules/programme';
import type { Tx } from '../shared/database';

const on = subscriptionsFor<Tx>();

const account = (tx: Tx, { sequence, data }: Message<messages.AccountState>) => keepAccount(tx, sequence, data);
const programme = (tx: Tx, { data, time }: Message<{ eventId: string }>) => noteChange(tx, data.eventId, time);
const speakers = (tx: Tx, { time }: Message<unknown>) => noteChange(tx, allSpeakers, time);

/** All that event-service hears: who may still come in, and that a programme is no longer what it was. */
export const subscriptions: Subscription<Tx>[] = [
  on(messages.userRegistered, account),
  on(messages.userUpdated, account),
  on(messages.userDisabled, account),
  on(messages.userErased, eraseAccount),
  on(messages.sessionCreated, programme),
  on(messages.sessionUpdated, programme),
  on(messages.sessionStateChanged, programme),
  on(messages.sessionSpeakersChanged, programme),
  on(messages.sessionDeleted, programme),
  on(messages.slotBooked, programme),
  on(messages.slotMoved, programme),
  on(messages.slotFreed, programme),
  on(messages.roomCreated, programme),
  on(messages.roomUpdated, programme),
  on(messages.roomDeleted, programme),
  on(messages.trackCreated, programme),
  on(messages.trackUpdated, programme),
  on(messages.trackDeleted, programme),
  on(messages.scheduleReleased, programme),
  on(messages.speakerCreated, speakers),
  on(messages.speakerUpdated, speakers),
  on(messages.speakerDeleted, speakers),
];
