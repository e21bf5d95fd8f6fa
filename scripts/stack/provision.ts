import type { DatabaseProvisioning } from '@ems/chassis/database';
import { Plain } from '../system/say.ts';

// The chassis is loaded late: it is compiled during the start.

/** Makes the two roles of a service, its database and their rights, or brings them right. */
export async function provisionDatabase(urls: DatabaseProvisioning): Promise<void> {
  const database = await import('@ems/chassis/database');
  await database.provisionDatabase(urls);
}

export interface BrokerLogin {
  name: string;
  password: string;
}

/** Makes the broker's users, policies, queues and bindings. */
export async function provisionBroker(managementUrl: string, services: BrokerLogin[]): Promise<void> {
  const broker = await import('@ems/chassis/messaging');
  const { messages } = await import('@ems/contracts');
  await demandLogin(managementUrl);
  await broker.provisionBroker({ managementUrl, vhost: '/', messages, services });
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
