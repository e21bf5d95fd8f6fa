import { brokerLogin, deadQueue, ownExchange, subjectOf } from '@ems/chassis/messaging';
import { type ConfirmChannel, connect, type GetMessage } from 'amqplib';
import { z } from 'zod';

/** A message that this service could not handle, and why. */
export interface DeadLetter {
  id: string;
  type: string;
  subject: string | null;
  error: string;
  attempts: number;
  firstFailedAt: string | null;
  lastFailedAt: string | null;
}

/** What becomes of a dead letter: it stays, goes back into the service's queue, or is discarded. */
export type Decision = 'keep' | 'redrive' | 'discard';

/**
 * Looks at each dead letter of a service once, oldest first. One that is redriven counts as new, with all attempts
 * before it, and leaves the dead letters only when the queue has confirmed it; should it come twice, the inbox knows it.
 * @param amqpUrl of the service's own user, whose name is the service's
 * @param decide runs before anything is done, so what it writes down is never missing
 */
export async function visitDeadLetters(amqpUrl: string, decide: (letter: DeadLetter) => Promise<Decision>) {
  const service = decodeURIComponent(new URL(amqpUrl).username);
  const counts: Record<Decision, number> = { keep: 0, redrive: 0, discard: 0 };
  const connection = await connect(amqpUrl, { ...brokerLogin(amqpUrl), timeout: 10_000 });
  // What fails here fails in the calls below.
  connection.on('error', () => undefined);
  try {
    const channel = await connection.createConfirmChannel();
    channel.on('error', () => undefined);
    const { messageCount } = await channel.checkQueue(deadQueue(service));
    for (let seen = 0; seen < messageCount; seen++) {
      const message = await channel.get(deadQueue(service));
      if (!message) break;
      const decision = await decide(toDeadLetter(message));
      if (decision === 'redrive') await redrive(channel, service, message);
      if (decision !== 'keep') channel.ack(message);
      counts[decision]++;
    }
    await channel.close();
  } finally {
    // With it what was kept returns to its queue.
    await connection.close();
  }
  return counts;
}

function redrive(channel: ConfirmChannel, service: string, { content, properties }: GetMessage): Promise<void> {
  const { messageId, type, appId, timestamp, contentType } = properties;
  const options = { messageId, type, appId, timestamp, contentType, persistent: true, mandatory: true };
  return new Promise((resolve, reject) => {
    const onReturn = () => reject(new Error(`the queue ${service} is missing`));
    channel.once('return', onReturn);
    channel.publish(ownExchange(service), service, content, options, error => {
      channel.off('return', onReturn);
      if (error) reject(error);
      else resolve();
    });
  });
}

/** Whatever a message carries, it can be looked at. */
const headersSchema = z.object({
  'x-attempt': z.number().catch(0),
  'x-last-error': z.string().optional().catch(undefined),
  'x-first-failed-at': z.string().nullable().catch(null),
  'x-last-failed-at': z.string().nullable().catch(null),
});

function toDeadLetter({ content, properties }: GetMessage): DeadLetter {
  const headers = headersSchema.parse(properties.headers ?? {});
  return {
    id: String(properties.messageId ?? ''),
    type: String(properties.type ?? ''),
    subject: subjectOf(content) ?? null,
    error: headers['x-last-error'] ?? 'unknown',
    attempts: headers['x-attempt'],
    firstFailedAt: headers['x-first-failed-at'],
    lastFailedAt: headers['x-last-failed-at'],
  };
}
