/**
 * Messages of all services: `node command.js status`, `show ID`, `trace REQUEST-ID`, `replay --service S [--since T] [--type X]` and
 * `verify`. The environment names all databases, and for `status` and `replay` each service's login at the broker.
 */
import { parseArgs } from 'node:util';
import { connectionUrl, loadConfig } from '@ems/chassis/config';
import { z } from 'zod';
import { type Databases, withDatabases } from '../database/databases';
import { findMessage, traceRequest } from './find';
import { replay } from './replay';
import { messagesStatus } from './status';
import { agrees, verifyReplicas } from './verify';

const usage = `Usage: status
       show ID
       trace REQUEST-ID
       replay --service SERVICE [--since TIME] [--type TYPE]
       verify`;

const options = { service: { type: 'string' }, since: { type: 'string' }, type: { type: 'string' } } as const;

const print = (line: object) => console.log(JSON.stringify(line));

/** `USER_AMQP_URL` for user-service; its login may stand apart, as that of every URL. */
const variableOf = (service: string) => `${service.replace(/-service$/, '').toUpperCase()}_AMQP_URL`;

function amqpUrls(services: readonly string[]): Map<string, string> {
  const shape = Object.fromEntries(services.map(service => [variableOf(service), connectionUrl('amqp', 'amqps')]));
  const urls = loadConfig(shape);
  return new Map(services.map(service => [service, urls[variableOf(service)] ?? '']));
}

interface Arguments {
  argument: string | undefined;
  service: string | undefined;
  since: string | undefined;
  type: string | undefined;
}

/** Each is given all databases. @returns whether all is as it should be */
const verbs: Readonly<Record<string, (databases: Databases, given: Arguments) => Promise<boolean>>> = {
  async status(databases) {
    const all = await messagesStatus(databases, amqpUrls([...databases.keys()]));
    all.forEach(print);
    return all.every(({ leader, refused }) => leader && refused === 0);
  },
  async show(databases, { argument }) {
    const id = z.uuid().safeParse(argument);
    if (!id.success) throw new Error(usage);
    const found = await findMessage(databases, id.data);
    if (found) print(found);
    else console.error('no archive has it: it is older than 30 days, or was never committed');
    return found !== undefined;
  },
  async trace(databases, { argument }) {
    if (!argument) throw new Error(usage);
    const { messages, audit } = await traceRequest(databases, argument);
    for (const entry of audit) print({ audit: entry.action, ...entry, action: undefined });
    messages.forEach(print);
    console.error(`${messages.length} messages, ${audit.length} entries of audit logs`);
    return messages.length + audit.length > 0;
  },
  async replay(databases, { service, since, type }) {
    const from = since === undefined ? undefined : new Date(since);
    if (!service || !databases.has(service) || Number.isNaN(from?.getTime())) throw new Error(usage);
    const { sent, waiting } = await replay(databases, amqpUrls([service]).get(service) ?? '', {
      service,
      since: from,
      type,
    });
    console.error(`${sent} messages replayed to ${service}${waiting > 0 ? `, ${waiting} of them still wait` : ''}`);
    return waiting === 0;
  },
  async verify(databases) {
    const all = await verifyReplicas(databases);
    all.forEach(print);
    const differing = all.filter(each => !agrees(each));
    const outcome = differing.length === 0 ? 'all agree with their owners' : `${differing.length} differ`;
    console.error(`${all.length} tables of replicas: ${outcome}`);
    return differing.length === 0;
  },
};

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options });
  const [name = '', argument, ...rest] = positionals;
  const verb = verbs[name];
  const given: Arguments = { argument, service: values.service, since: values.since, type: values.type };
  const isForReplay = name === 'replay' || !(given.service || given.since || given.type);
  if (!verb || rest.length > 0 || !isForReplay) throw new Error(usage);
  await withDatabases(async databases => {
    process.exitCode = (await verb(databases, given)) ? 0 : 1;
  });
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
