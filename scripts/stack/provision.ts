import { Plain } from '../system/say.ts';

export interface BrokerLogin {
  name: string;
  password: string;
}

/** Makes the broker's users, policies, queues and bindings. The chassis is loaded late: it is compiled during the start. */
export async function provision(managementUrl: string, services: BrokerLogin[]): Promise<void> {
  const { provisionBroker } = await import('@ems/chassis/messaging');
  const { messages } = await import('@ems/contracts');
  await demandLogin(managementUrl);
  await provisionBroker({ managementUrl, vhost: '/', messages, services });
}

// RabbitMQ reads the login of its administrator at its very first start only.
async function demandLogin(managementUrl: string): Promise<void> {
  const { origin, username, password } = new URL(managementUrl);
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  const response = await fetch(`${origin}/api/whoami`, { headers: { authorization: `Basic ${login}` } });
  await response.body?.cancel();
  if (response.status !== 401) return;
  throw new Plain(
    'RabbitMQ keeps the login of its first start and refuses the one of now: set RABBITMQ_USER and RABBITMQ_PASSWORD in .env back, or start over with npm start -- --fresh.',
  );
}
