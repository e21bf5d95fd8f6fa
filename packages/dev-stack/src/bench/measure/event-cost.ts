import { withClient } from '@ems/chassis/database';
import { readPidFiles } from '../../processes/pid-files.ts';
import { pollUntil } from '../../processes/poll.ts';
import type { StackConfig } from '../../stack/config.ts';
import type { Target } from '../targets/target.ts';
import { usageOf } from './process-usage.ts';

const figures = ['rows', 'messages', 'messageBytes', 'tableBytes', 'walBytes'] as const;
type Figures = Record<(typeof figures)[number], number>;

/** CPU time of user and kernel. */
type CpuMs = Record<'services' | 'databases' | 'broker', number>;

/** What a system has done since it was started; the difference of two is what something has cost. */
export interface Cost extends Figures {
  ms: number;
  cpuMs: CpuMs;
}

// A relay's heartbeat is written each second, whatever happens.
const counters = `
  SELECT (SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables WHERE relname <> 'relay_heartbeats')::float8 AS rows,
    (SELECT count(*) FROM outbox)::float8 AS messages,
    (SELECT coalesce(sum(octet_length(payload::text)), 0) FROM outbox)::float8 AS "messageBytes",
    (SELECT sum(pg_total_relation_size(relid)) FROM pg_stat_user_tables)::float8 AS "tableBytes",
    (pg_current_wal_lsn() - '0/0')::float8 AS "walBytes"`;

/** Of all services together, once PostgreSQL's sessions have all told what they wrote, which they do a second after they have come to rest. */
export async function readSnapshot(config: StackConfig, system: Target): Promise<Cost> {
  const [ms, cpuMs] = [performance.now(), cpuOf(config, system)];
  let totals = await readCounters(system);
  const isSteady = async () => {
    const before = totals;
    totals = await readCounters(system);
    return totals.rows === before.rows;
  };
  if (!(await pollUntil(isSteady, { timeoutMs: 120_000, intervalMs: 2_000 })))
    throw new Error('the databases did not come to rest within two minutes');
  return { ...totals, ms, cpuMs };
}

async function readCounters(system: Target): Promise<Figures> {
  const databases = await Promise.all(
    Object.values(system.databases).map(url =>
      withClient(url, async client => (await client.query<Figures>(counters)).rows[0] as Figures),
    ),
  );
  const sum = (figure: (typeof figures)[number]) => databases.reduce((all, each) => all + each[figure], 0);
  return Object.fromEntries(figures.map(figure => [figure, sum(figure)])) as Figures;
}

function cpuOf({ directory }: StackConfig, system: Target): CpuMs {
  const pids = (name: RegExp) => readPidFiles(directory).flatMap(file => (name.test(file.name) ? [file.pid] : []));
  const used = (of: readonly number[]) => usageOf(of)?.cpuMs ?? Number.NaN;
  return { services: used(system.pids()), databases: used(pids(/-database$/)), broker: used(pids(/^rabbitmq$/)) };
}

/** What lies between two snapshots. */
export function costOf(before: Cost, after: Cost): Cost {
  const difference = Object.fromEntries(figures.map(figure => [figure, after[figure] - before[figure]])) as Figures;
  const cpuMs = Object.fromEntries(
    Object.entries(after.cpuMs).map(([part, used]) => [part, used - before.cpuMs[part as keyof CpuMs]]),
  ) as CpuMs;
  return { ...difference, ms: after.ms - before.ms, cpuMs };
}
