import { type ServiceName, services } from '../../support/services';
import { inboxDifferences, rowsWithoutMessageIn, sequenceGapsIn, unpublishedIn } from './messages';
import { queuesWithMessages } from './queues';
import { isTransient, type startWorkload } from './workload';

/** What is versioned, and says each of its versions in one message. */
export const versionedTables: Readonly<Record<ServiceName, readonly string[]>> = {
  'user-service': ['users'],
  'event-service': ['events'],
  'session-service': ['sessions', 'slots', 'rooms', 'tracks'],
  'speaker-service': ['speakers'],
};

/** Consumers of whose messages all are known to be there, as those to user-service are of accounts that may be erased. */
const consumers = services.filter(name => name !== 'user-service');

/** What does not hold; empty where everything does. Each entry says where. */
export interface Violations {
  /** An acknowledged write that is not in its database, or a message without its effect. */
  lost: string[];
  /** A write that was done more than once. */
  doubled: string[];
  /** Versions of something that are not said one by one, or whose last one is not what stands. */
  misordered: string[];
  /** What was refused or never sent and is there, was never answered, or is a dead letter. */
  untrue: string[];
}

/** Messages that are still under way, by where they are. */
export async function underWay(): Promise<Record<string, unknown>> {
  const waiting: Record<string, unknown> = await queuesWithMessages();
  for (const service of services) {
    const unpublished = await unpublishedIn(service);
    if (unpublished.length > 0) waiting[`${service}'s outbox`] = unpublished.length;
  }
  for (const service of consumers) {
    const { missing } = await inboxDifferences(service);
    if (missing.length > 0) waiting[`to ${service}`] = missing.length;
  }
  return waiting;
}

/** Compares the ledger of a workload that has stopped with what the databases and the broker have, once nothing is under way any more. */
export async function findViolations(workload: ReturnType<typeof startWorkload>): Promise<Violations> {
  const found: Violations = { lost: [], doubled: [], misordered: [], untrue: [] };
  for (const { write, ids } of await workload.outcomes()) {
    const of = `${write.service} ${write.name}: ${write.attempts.join(', ')}`;
    const isAcknowledged = write.id !== undefined;
    if (isAcknowledged && !ids.includes(write.id ?? '')) found.lost.push(of);
    if (ids.length > 1) found.doubled.push(of);
    if (!isAcknowledged && (ids.length > 0 || isTransient(write.attempts.at(-1) ?? '0'))) found.untrue.push(of);
  }
  for (const [place, count] of Object.entries(await underWay())) found.lost.push(`${place}: ${count} messages`);
  for (const service of consumers) {
    const { phantom } = await inboxDifferences(service);
    found.untrue.push(...phantom.map(id => `${service} has consumed ${id}, which nobody has sent`));
  }
  for (const service of services) {
    const gaps = await sequenceGapsIn(service);
    found.misordered.push(...gaps.map(gap => `${service} has gaps: ${JSON.stringify(gap)}`));
    for (const table of versionedTables[service] ?? []) {
      const rows = await rowsWithoutMessageIn(service, table);
      found.misordered.push(...rows.map(row => `${service} ${table}: ${JSON.stringify(row)}`));
    }
  }
  return found;
}
