/** How many messages are in each queue of the broker that is not empty, dead-letter queues included. */
export async function queuesWithMessages(): Promise<Record<string, number>> {
  const { username, password, origin } = new URL(process.env.E2E_AMQP_MANAGEMENT_URL ?? '');
  const Authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const reply = await fetch(`${origin}/api/queues`, { headers: { Authorization } });
  const queues = (await reply.json()) as { name: string; messages?: number }[];
  return Object.fromEntries(queues.flatMap(({ name, messages = 0 }) => (messages > 0 ? [[name, messages]] : [])));
}
