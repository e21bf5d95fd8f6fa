import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { inParallel } from '../../in-parallel.ts';
import { log } from '../../log.ts';
import { runCommand, tail } from '../../processes/run-command.ts';
import type { Shutdown } from '../../processes/shutdown.ts';
import { systemPrograms } from '../../servers/system-packages.ts';
import { root, type StackConfig } from '../../stack/config.ts';
import { inBenchRun } from '../bench-run.ts';
import { post, request } from '../data/api.ts';
import { fillTables } from '../data/scale-rows.ts';
import { createSignToken } from '../data/tokens.ts';
import { get } from '../load/request.ts';
import { type Cost, costOf, readSnapshot } from '../measure/event-cost.ts';
import { settle } from '../targets/settle.ts';
import { benchConfig, startSystem } from '../targets/system.ts';
import type { Target } from '../targets/target.ts';

/** How many events of 5 sessions and 10 registrations are in the tables already, and what that is called. */
const scales: readonly (readonly [string, number])[] = [
  ['1 ×', 1_000],
  ['10 ×', 10_000],
  ['100 ×', 100_000],
];
const registrations = 300;
const readers = 1_000;

/**
 * What one conference costs, from its draft to its last registration: the demo's programme of 79 slots, entered through the API, 300 people
 * who register, and a thousand reads of its schedule; with more and more in the tables.
 */
export const measureEventCost = (shutdown: Shutdown): Promise<number> =>
  inBenchRun(async ({ run }) => {
    const programs = await systemPrograms();
    const config = await benchConfig(join(run.directory, 'system'));
    const system = await startSystem(config, programs, run.onClose);
    const account = { email: 'cost@example.org', password: 'correct horse battery', name: 'Organizer' };
    const { user } = await post<{ user: { id: string } }>(system.origin, '/api/v1/auth/register', undefined, account);
    const rows: string[] = [];
    let filled = 0;
    for (const [name, events] of scales) {
      await fillTables({ system, demo: { organizer: user } }, { from: filled, to: events });
      filled = events;
      const slug = `cost-${events}`;
      rows.push(...(await measure(config, system, slug, account)).map(row => `| ${name} | ${row} |`));
      console.log(`\n${head}\n${rows.join('\n')}\n`);
    }
    return 0;
  }, shutdown);

const head = [
  '| data | step | ms | rows written | messages | their bytes | table bytes | WAL bytes | CPU ms: services and gateway | databases | broker |',
  '|---|---|---|---|---|---|---|---|---|---|---|',
].join('\n');

/** The steps, each from quiet to quiet. */
async function measure(
  config: StackConfig,
  system: Target,
  slug: string,
  account: { email: string; password: string },
): Promise<string[]> {
  const signToken = createSignToken(config);
  const rows: string[] = [];
  let event = { id: '' };
  const steps: Record<string, () => Promise<unknown>> = {
    schedule: async () => {
      await enterSchedule(system.origin, slug, account);
      event = await request<{ id: string }>(system.origin, get(`/api/v1/events/${slug}`));
    },
    [`${registrations} registrations`]: () =>
      inParallel(Array.from({ length: registrations }), () =>
        post(system.origin, `/api/v1/events/${event.id}/registrations`, signToken(randomUUID())),
      ),
    [`${readers} reads of the schedule`]: () =>
      inParallel(Array.from({ length: readers }), () =>
        request(system.origin, get(`/api/v1/events/${event.id}/schedule`)),
      ),
  };
  for (const [step, work] of Object.entries(steps)) {
    log(`measuring: ${step}`);
    await settle({ config, system });
    const before = await readSnapshot(config, system);
    await work();
    await settle({ config, system });
    rows.push(`${step} | ${toCells(costOf(before, await readSnapshot(config, system)))}`);
  }
  return rows;
}

async function enterSchedule(origin: string, slug: string, { email, password }: { email: string; password: string }) {
  const env = { ...process.env, EMS_URL: origin, EMS_EMAIL: email, EMS_PASSWORD: password };
  const args = [join(root, 'scripts/import.ts'), join(root, 'scripts/demo/camp2019.json'), '--event', slug];
  const { code, output } = await runCommand(process.execPath, args, { cwd: root, env });
  if (code === 1) throw new Error(`The programme could not be entered:\n${tail(output)}`);
}

const toCells = ({ ms, rows, messages, messageBytes, tableBytes, walBytes, cpuMs }: Cost): string =>
  [ms, rows, messages, messageBytes, tableBytes, walBytes, cpuMs.services, cpuMs.databases, cpuMs.broker]
    .map(value => Math.round(value).toLocaleString('en'))
    .join(' | ');
