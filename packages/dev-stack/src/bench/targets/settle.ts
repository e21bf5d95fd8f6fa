import { withClient } from '@ems/chassis/database';
import { pollUntil } from '../../processes/poll.ts';
import { SERVICES } from '../../services.ts';
import { managementUrl } from '../../stack/urls.ts';
import type { BenchContext } from '../cases/case.ts';
import { areOutboxesEmpty } from '../data/demo.ts';

/**
 * Of each service one a second, which may be in hand when the broker looks. It looks every five seconds alone, so a beat that is in hand then
 * would be at each look.
 */
const HEARTBEATS = SERVICES.length;

/** Waits until every message is delivered and has had its effect, so that nothing of it goes on while something else is measured. */
export async function settle({ config, system }: Pick<BenchContext, 'config' | 'system'>): Promise<void> {
  const isQuiet = async () =>
    (await areOutboxesEmpty(system)) && (await countQueued(managementUrl(config))) <= HEARTBEATS;
  if (!(await pollUntil(isQuiet, { timeoutMs: 120_000, intervalMs: 100 })))
    throw new Error('the messages of before were not consumed within two minutes');
}

/** @param url of RabbitMQ's management API, with the administrator's login */
async function countQueued(url: string): Promise<number> {
  const { origin, username, password } = new URL(url);
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  const reply = await fetch(`${origin}/api/queues?disable_stats=true&enable_queue_totals=true`, {
    headers: { authorization: `Basic ${login}` },
  });
  const queues = (await reply.json()) as { name: string; messages?: number }[];
  // Not those that were given up, which stay.
  const live = queues.filter(({ name }) => SERVICES.some(service => service.name === name));
  return live.reduce((sum, { messages = 0 }) => sum + messages, 0);
}

/**
 * {@link settle}, and forgets the mails that wait: they are sent at a bounded rate, so those of one case would be sent during others. While a case
 * runs, its own are.
 */
export async function settleWithoutMails(context: Pick<BenchContext, 'config' | 'system'>): Promise<void> {
  await settle(context);
  await withClient(context.system.databases.users, client =>
    client.query('DELETE FROM mails WHERE sent_at IS NULL AND failed_at IS NULL AND claimed_at IS NULL'),
  );
}
