export { type Consumer, startConsumer } from './consumer';
export type { CatalogueEntry, Message, MessageContract } from './contract';
export { contentType, encodeEnvelope, envelopeSchema, subjectOf } from './envelope';
export { applyTimeline, isRemoval, type TimelineStart } from './inbox';
export { brokerLogin } from './login';
export { enqueueMessage, enqueueMessages, mayHoldMessages, messageStatement } from './outbox';
export { createPublisher, type Publisher } from './publisher';
export { createRelay, heartbeatLifetimeMs, heartbeatType, type Relay } from './relay';
export { type Restatable, type RestatementRequest, restateBy } from './restate';
export { newestOf, type Subscription, subscriptionsFor } from './subscription';
export {
  deadQueue,
  exchange,
  ownExchange,
  permissionsOf,
  policiesOf,
  queueOptions,
  queuesOf,
  replayQueue,
  topicsOf,
} from './topology';
