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
 * Makes vhost, users with the least rights, policies, exchange, queues and bindings. Idempotent. It runs before any
 * service, so that a message finds the queues of all its consumers even when some of them have never run.
 * @throws Error naming what the broker refused, without credentials
 */
export async function provisionBroker({ managementUrl, vhost, messages, services }: Provisioning): Promise<void> {
  const call = managementClient(managementUrl);
  const at = encodeURIComponent(vhost);
  await call('PUT', `vhosts/${at}`, {});
  const administrator = decodeURIComponent(new URL(managementUrl).username);
  await call('PUT', `permissions/${at}/${encodeURIComponent(administrator)}`, {
    configure: '.*',
    write: '.*',
    read: '.*',
  });
  await call('PUT', `exchanges/${at}/${exchange}`, { type: 'topic', durable: true });
  for (const { name, password } of services) {
    await call('PUT', `users/${name}`, { password, tags: '' });
    await call('PUT', `permissions/${at}/${name}`, permissionsOf(name));
    await call('PUT', `topic-permissions/${at}/${name}`, topicsOf(name, messages));
    await call('PUT', `exchanges/${at}/${ownExchange(name)}`, { type: 'direct', durable: true });
    for (const { name: policy, ...body } of policiesOf(name)) {
      await call('PUT', `policies/${at}/${policy}`, { ...body, 'apply-to': 'queues' });
    }
    for (const queue of queuesOf(name)) {
      await call('PUT', `queues/${at}/${queue}`, queueOptions);
      await call('POST', `bindings/${at}/e/${ownExchange(name)}/q/${queue}`, { routing_key: queue });
    }
    for (const { type } of messages.filter(message => message.consumers.includes(name))) {
      await call('POST', `bindings/${at}/e/${exchange}/q/${name}`, { routing_key: type });
    }
  }
}

function managementClient(managementUrl: string) {
  const { origin, username, password } = new URL(managementUrl);
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  return async (method: 'PUT' | 'POST', path: string, body: object) => {
    const reply = await send(`${origin}/api/${path}`, {
      method,
      headers: { Authorization: `Basic ${credentials}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    if (!reply.ok) throw new Error(`RabbitMQ refused ${method} ${path}: ${reply.status} ${await reply.text()}`);
    await reply.arrayBuffer();
  };
}

const attempts = 3;

/**
 * Each call does the same when it comes twice. RabbitMQ ends a connection after 1,000 requests, which may cross with the
 * next one.
 */
async function send(url: string, request: RequestInit): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetch(url, request);
    } catch (error) {
      if (request.signal?.aborted || attempt === attempts) throw error;
    }
  }
}
