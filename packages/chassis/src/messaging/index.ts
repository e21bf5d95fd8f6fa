export { type Consumer, startConsumer } from './consumer';
export type { Catalogued, Message, MessageContract } from './contract';
export { record } from './outbox';
export { type Provisioning, provisionBroker } from './provision';
export { createPublisher, type Publisher } from './publisher';
export { createRelay, type Relay } from './relay';
export { type Subscription, subscriptionsFor } from './subscription';
export { deadQueue, exchange, queuesOf } from './topology';
