import type { defineMessage } from './define-message';
import * as eventMessages from './event-service/messages';
import * as sessionMessages from './session-service/messages';
import * as speakerMessages from './speaker-service/messages';
import * as userMessages from './user-service/messages';

export type { ProblemDefinition, ProblemRegistry } from './define-problems';
export type { ErasureReceipt } from './erasure-receipt';
export * from './event-service/enums';
export * from './event-service/impact';
export * from './event-service/messages';
export { eventProblems } from './event-service/problems';
export { type Link, link } from './link';
export { type Offer, offer, offerDirection, offerLifetimeMs, offerReply, offerStatus } from './offers';
export { type ProblemCode, problems } from './problems';
export type { RelayHeartbeat } from './relay-heartbeat';
export type { Restatement } from './restatement-requested';
export { type Scope, scopes } from './scopes';
export * from './session-service/conflicts';
export * from './session-service/enums';
export * from './session-service/messages';
export { sessionProblems } from './session-service/problems';
export * from './speaker-service/messages';
export { speakerProblems } from './speaker-service/problems';
export * from './user-service/enums';
export * from './user-service/messages';
export { userProblems } from './user-service/problems';

type Contract = ReturnType<typeof defineMessage<unknown>>;

const byService: Record<string, Record<string, Contract>> = {
  'user-service': userMessages,
  'event-service': eventMessages,
  'session-service': sessionMessages,
  'speaker-service': speakerMessages,
};

/** Every message of the system: the broker's bindings and permissions are made from it, AsyncAPI and the page of messages too. */
export const messages: readonly (Contract & { producer: string })[] = Object.entries(byService).flatMap(
  ([producer, folder]) => Object.values(folder).map(contract => ({ ...contract, producer })),
);
