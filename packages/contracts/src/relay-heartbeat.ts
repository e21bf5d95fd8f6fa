import { z } from 'zod';
import { defineMessage } from './define-message';

const heartbeat = z
  .object({
    oldestUnpublishedAt: z.iso
      .datetime()
      .nullable()
      .describe('When the oldest message was enqueued that is not published yet; null where none waits'),
  })
  .meta({ id: 'RelayHeartbeat' });

export type RelayHeartbeat = z.infer<typeof heartbeat>;

/**
 * What each relay says every second, by itself: transient, for 10 s, without a row of an outbox or inbox. Whoever composes
 * replies knows by it how old its news of a service may be: an empty queue proves nothing.
 */
export const relayHeartbeat = (service: string) =>
  defineMessage(
    `${service}.relay-heartbeat.v1`,
    `The relay of ${service} is at work; it says so every second.`,
    ['event-service'],
    heartbeat,
  );
