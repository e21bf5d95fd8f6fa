import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './services';

const run = promisify(execFile);

/** All messages in all queues, requeued afterwards. */
export async function textOfQueues(): Promise<string> {
  const { origin, username, password: secret } = new URL(String(process.env.E2E_AMQP_MANAGEMENT_URL));
  const authorization = `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`;
  const fetchText = async (path: string, body?: object) => {
    const reply = await fetch(`${origin}/api/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return reply.text();
  };
  const queues: { name: string; vhost: string }[] = JSON.parse(await fetchText('queues'));
  const texts: string[] = [];
  for (const { name, vhost } of queues) {
    const path = `queues/${encodeURIComponent(vhost)}/${encodeURIComponent(name)}/get`;
    texts.push(await fetchText(path, { count: 1_000, ackmode: 'ack_requeue_true', encoding: 'auto' }));
  }
  return texts.join('\n');
}

/** What all processes wrote to their logs, or all containers. */
export async function textOfLogs(): Promise<string> {
  const directory = process.env.E2E_STACK_DIRECTORY;
  if (!directory) {
    const options = { cwd: root, maxBuffer: 256 * 1024 * 1024 };
    return (await run('docker', ['compose', 'logs', '--no-color'], options)).stdout;
  }
  const folder = join(directory, '../logs');
  return readdirSync(folder)
    .map(name => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}
