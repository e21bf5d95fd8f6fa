import * as eventMessages from './event-service';
import * as sessionMessages from './session-service';
import * as speakerMessages from './speaker-service';
import * as userMessages from './user-service';

export type { ErasureReceipt } from './erasure-receipt';
export * from './event-service';
export * from './session-service';
export * from './speaker-service';
export * from './user-service';

const byService = {
  'user-service': userMessages,
  'event-service': eventMessages,
  'session-service': sessionMessages,
  'speaker-service': speakerMessages,
};

/** Every message of the system, by which the broker's bindings and rights are made. */
export const messages = Object.entries(byService).flatMap(([saidBy, folder]) =>
  Object.values(folder).map(({ type, heardBy }) => ({ type, saidBy, heardBy })),
);
