import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';

type Definitions = Record<string, unknown>;

function request(managementUrl: string, init: RequestInit = {}): Promise<Response> {
  const { origin, username, password } = new URL(managementUrl);
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  const headers = { Authorization: `Basic ${login}`, 'Content-Type': 'application/json' };
  return fetch(`${origin}/api/definitions`, { ...init, headers, signal: AbortSignal.timeout(60_000) });
}

/** Users, queues, policies and the like of a broker, without messages. */
export async function exportDefinitions(managementUrl: string): Promise<Definitions> {
  const reply = await request(managementUrl);
  if (!reply.ok) throw new UserError(`RabbitMQ does not say its definitions: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as Definitions;
}

const pathIn = (brokerFolder: string) => join(brokerFolder, 'restored-definitions.json');

/** Leaves a backup's definitions for the first start of a broker, which has nothing yet. */
export function leaveDefinitions(brokerFolder: string, definitions: Definitions): void {
  writeFileSync(pathIn(brokerFolder), JSON.stringify(withoutAdministrators(definitions)), { mode: 0o600 });
}

/** Their logins are the settings' of now. */
export function withoutAdministrators(definitions: Definitions): Definitions {
  const users = (definitions.users ?? []) as { tags?: string | string[] }[];
  const isOther = ({ tags = '' }: { tags?: string | string[] }) => ![tags].flat().join(',').includes('administrator');
  // What only a whole node may be told, or names this one.
  const { global_parameters: _global, rabbitmq_version: _version, rabbit_version: _rabbit, ...rest } = definitions;
  return { ...rest, users: users.filter(isOther) };
}

/** Gives a broker what was left for it. @throws UserError with what it says */
export async function takeLeftDefinitions(brokerFolder: string, managementUrl: string): Promise<void> {
  const path = pathIn(brokerFolder);
  if (!existsSync(path)) return;
  const reply = await request(managementUrl, { method: 'POST', body: readFileSync(path) });
  if (!reply.ok) throw new UserError(`RabbitMQ refuses the backup's definitions (${path}): ${await reply.text()}`);
  await reply.body?.cancel();
  rmSync(path);
}
