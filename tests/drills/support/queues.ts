/** One a second of each service's relay: so many may be in a consumer's hand at any moment, and are when the broker looks, which is every 5 s alone. */
const heartbeats = 4;

/** How many messages are in each queue of the broker that is not empty, dead-letter queues included; but for heartbeats in hand. */
export async function queuesWithMessages(): Promise<Record<string, number>> {
  const { username, password, origin } = new URL(process.env.E2E_AMQP_MANAGEMENT_URL ?? '');
  const Authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const reply = await fetch(`${origin}/api/queues`, { headers: { Authorization } });
  const queues = (await reply.json()) as { name: string; messages?: number; messages_ready?: number }[];
  return Object.fromEntries(
    queues.flatMap(({ name, messages = 0, messages_ready: ready = 0 }) =>
      ready > 0 || messages > heartbeats ? [[name, messages]] : [],
    ),
  );
}
