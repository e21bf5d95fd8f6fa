import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPidFiles } from '../../processes/pid-files.ts';
import { pollUntil } from '../../processes/poll.ts';
import { SERVICES } from '../../services.ts';
import { root, type StackConfig } from '../../stack/config.ts';
import type { BenchContext } from '../cases/case.ts';
import { usageOf } from '../measure/process-usage.ts';
import { type Inspector, openInspector } from './inspector.ts';
import { countingStatements, forgetStatements, topStatements } from './statements.ts';
import { type CpuProfile, topFunctions } from './top-functions.ts';

/**
 * A stack that may be profiled: each service takes a free port for its inspector once it is asked to open it, and the databases count their
 * statements.
 */
export const profiled = (config: StackConfig): StackConfig => ({
  ...config,
  serviceEnv: { ...config.serviceEnv, NODE_OPTIONS: '--inspect-port=127.0.0.1:0' },
  databaseSettings: countingStatements,
});

const folder = join(root, '.local/bench-profiles');
const shown = 12;

/**
 * Profiles all services and their databases while work is done.
 * @param name of the case, in the names of the files
 * @returns the CPU time of each process, its top functions or statements, and where the whole profiles lie, for people
 */
export async function profileServices(
  { config, system }: Pick<BenchContext, 'config' | 'system'>,
  name: string,
  work: () => Promise<unknown>,
): Promise<string> {
  const inspectors = await Promise.all(
    SERVICES.map(async service => ({ service: service.name, inspector: await openInspectorOf(config, service.name) })),
  );
  for (const { inspector } of inspectors) await start(inspector);
  await forgetStatements(system);
  const before = cpuOfProcesses(config);
  await work();
  const used = cpuOfProcesses(config).map(({ process, cpuMs }) => ({
    process,
    cpuMs: cpuMs - (before.find(earlier => earlier.process === process)?.cpuMs ?? 0),
  }));
  mkdirSync(folder, { recursive: true });
  const texts = [`CPU ms: ${used.map(({ process, cpuMs }) => `${process} ${cpuMs}`).join(', ')}`];
  for (const { service, inspector } of inspectors) {
    const { profile } = await inspector.send<{ profile: CpuProfile }>('Profiler.stop');
    inspector.close();
    const path = join(folder, `${name}-${service}.cpuprofile`);
    writeFileSync(path, JSON.stringify(profile));
    const lines = topFunctions(profile, shown).map(top => `${(top.share * 100).toFixed(1).padStart(6)} %  ${top.name}`);
    texts.push([`${service} (${path})`, ...lines].join('\n'));
  }
  texts.push(...(await topStatements(system, shown)));
  return texts.join('\n\n');
}

const cpuOfProcesses = ({ directory }: StackConfig) =>
  readPidFiles(directory).map(({ name, pid }) => ({ process: name, cpuMs: usageOf([pid])?.cpuMs ?? Number.NaN }));

async function start(inspector: Inspector): Promise<void> {
  await inspector.send('Profiler.enable');
  await inspector.send('Profiler.start');
}

/** @throws Error where the service does not open its inspector */
async function openInspectorOf({ directory, logs }: StackConfig, service: string): Promise<Inspector> {
  const file = readPidFiles(directory).find(({ name }) => name === service);
  if (file === undefined) throw new Error(`${service} does not run`);
  // Opens it (Node.js, "Signal events"); where it is open already, nothing happens.
  process.kill(file.pid, 'SIGUSR1');
  const addressOf = () =>
    readFileSync(join(logs, `${service}.log`), 'utf8')
      .match(/Debugger listening on (ws:\S+)/g)
      ?.at(-1)
      ?.split(' ')
      .at(-1);
  await pollUntil(() => addressOf() !== undefined, { timeoutMs: 10_000 });
  const url = addressOf();
  if (url === undefined) throw new Error(`${service} has not opened its inspector`);
  return openInspector(url);
}
