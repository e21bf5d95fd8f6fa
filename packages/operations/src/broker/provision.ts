import {
  type CatalogueEntry,
  exchange,
  ownExchange,
  permissionsOf,
  policiesOf,
  queueOptions,
  queuesOf,
  topicsOf,
} from '@ems/chassis/messaging';

export interface Provisioning {
  /** Base of RabbitMQ's management API with the administrator's credentials: `http://user:password@host:15672`. */
  managementUrl: string;
  vhost: string;
  /** Every message of the system; says who consumes what. */
  messages: readonly CatalogueEntry[];
  services: readonly { name: string; password: string }[];
}

/**
 * Makes vhost, users with the least rights, policies, exchange, queues and bindings, all by one definitions file, which the
 * broker takes in one request. Idempotent. It runs before any service, so that a message finds the queues of all its
 * consumers even when some of them have never run. A queue that exists with other arguments stays as it is; its service
 * names it, and the way out.
 * @throws Error naming what the broker refused, without credentials
 */
export async function provisionBroker({ managementUrl, ...system }: Provisioning): Promise<void> {
  const administrator = decodeURIComponent(new URL(managementUrl).username);
  await post(managementUrl, definitionsOf(administrator, system));
}

/** In the form in which RabbitMQ exports what it holds. */
function definitionsOf(administrator: string, { vhost, messages, services }: Omit<Provisioning, 'managementUrl'>) {
  const names = services.map(({ name }) => name);
  const fixed = { vhost, durable: true, auto_delete: false };
  const binding = (source: string, destination: string, routingKey: string) => ({
    source,
    vhost,
    destination,
    destination_type: 'queue',
    routing_key: routingKey,
    arguments: {},
  });
  const exchangeOf = (name: string, type: string) => ({ ...fixed, name, type, internal: false, arguments: {} });
  return {
    vhosts: [{ name: vhost }],
    users: services.map(({ name, password }) => ({ name, password, tags: '' })),
    permissions: [
      { user: administrator, vhost, configure: '.*', write: '.*', read: '.*' },
      ...names.map(name => ({ user: name, vhost, ...permissionsOf(name) })),
    ],
    topic_permissions: names.map(name => ({ user: name, vhost, ...topicsOf(name, messages) })),
    policies: names.flatMap(policiesOf).map(policy => ({ ...policy, vhost, 'apply-to': 'queues', priority: 0 })),
    exchanges: [exchangeOf(exchange, 'topic'), ...names.map(name => exchangeOf(ownExchange(name), 'direct'))],
    queues: names.flatMap(queuesOf).map(name => ({ ...fixed, ...queueOptions, name })),
    bindings: names.flatMap(name => [
      ...queuesOf(name).map(queue => binding(ownExchange(name), queue, queue)),
      ...messages.filter(({ consumers }) => consumers.includes(name)).map(({ type }) => binding(exchange, name, type)),
    ]),
  };
}

async function post(managementUrl: string, definitions: object): Promise<void> {
  const { origin, username, password } = new URL(managementUrl);
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  const reply = await send(`${origin}/api/definitions`, {
    method: 'POST',
    headers: { Authorization: `Basic ${credentials}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(definitions),
    signal: AbortSignal.timeout(60_000),
  });
  if (!reply.ok) throw new Error(`RabbitMQ refused its definitions: ${reply.status} ${await reply.text()}`);
  await reply.arrayBuffer();
}

const attempts = 3;

/** What is asked does the same when it comes twice, and the broker may end a connection as the request crosses it. */
async function send(url: string, request: RequestInit): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetch(url, request);
    } catch (error) {
      if (request.signal?.aborted || attempt === attempts) throw error;
    }
  }
}
