import * as eventMessages from './event-service';
import * as sessionMessages from './session-service';
import * as speakerMessages from './speaker-service';
import * as userMessages from './user-service';

export type { ErasureReceipt } from './erasure-receipt';
export * from './event-service';
export * from './session-service';
export * from './speaker-service';
export * from './user-service';

/** Every message of the system, by which the broker's bindings are made. */
export const messages = [userMessages, eventMessages, sessionMessages, speakerMessages].flatMap(folder =>
  Object.values(folder).map(({ type, heardBy }) => ({ type, heardBy })),
);
