import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '@ems/testing';
import { brokerMetrics, gatewayMetrics } from '../../support/metrics';
import { root, services, settingOf } from '../../support/services';

const run = promisify(execFile);
const folder = join(root, 'deploy/observability');

/** Its program, as the test runner has found it. */
const program = (): string => {
  const found = process.env.E2E_PROMETHEUS;
  if (!found) throw new Error('E2E_PROMETHEUS is missing: run the drills by `npm run test:drills`');
  return found;
};

/** Runs promtool, which stands beside it. @throws with what it says when it is not content */
export async function promtool(...args: string[]): Promise<string> {
  const { stdout } = await run(join(dirname(program()), 'promtool'), args, { cwd: folder });
  return stdout;
}

/** All that alarms wait for takes a tenth of the time here. */
const sooner = (rules: string): string =>
  rules
    .replaceAll(/\[(\d+)m\]/g, (_, minutes) => `[${Number(minutes) * 6}s]`)
    .replaceAll(/for: (\d+)m$/gm, (_, minutes) => `for: ${Number(minutes) * 6}s`)
    .replaceAll(/(age_seconds) > (\d+)$/gm, (_, name, seconds) => `${name} > ${Number(seconds) / 10}`);

export interface Prometheus {
  /** The labels of those alarms of a name that are firing. */
  firing(name: string): Promise<Record<string, string>[]>;
  /** Waits until an alarm fires, with these labels. */
  fires(name: string, labels?: Record<string, string>): Promise<void>;
  /** Waits until none of this name does. */
  ends(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** Prometheus with the project's own rules, looking at the system under test every other second. */
export async function startPrometheus(): Promise<Prometheus> {
  const directory = mkdtempSync(join(tmpdir(), 'ems-prometheus-'));
  const rules = readFileSync(join(folder, 'prometheus/alarms.yml'), 'utf8');
  writeFileSync(join(directory, 'alarms.yml'), sooner(rules));
  const ofServices = services.map(service => ({
    targets: [settingOf(service, 'METRICS')],
    labels: { service },
  }));
  // JSON is YAML.
  const config = {
    // What a service waits for, to tell that it does not come, takes one and a half.
    global: { scrape_interval: '2s', scrape_timeout: '2s', evaluation_interval: '1s' },
    rule_files: ['alarms.yml'],
    scrape_configs: [
      { job_name: 'service', static_configs: ofServices },
      { job_name: 'gateway', static_configs: [{ targets: [gatewayMetrics()] }] },
      { job_name: 'broker', static_configs: [{ targets: [brokerMetrics()] }] },
      {
        job_name: 'queues',
        metrics_path: '/metrics/detailed',
        params: { family: ['queue_coarse_metrics', 'queue_consumer_count'] },
        static_configs: [{ targets: [brokerMetrics()] }],
      },
    ],
  };
  writeFileSync(join(directory, 'prometheus.yml'), JSON.stringify(config));
  const port = await freePort();
  const args = [
    `--config.file=${join(directory, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(directory, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=error',
  ];
  const server: ChildProcess = spawn(program(), args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://127.0.0.1:${port}`;
  const firing = async (name: string) => {
    const reply = await fetch(`${url}/api/v1/alerts`);
    const { data } = (await reply.json()) as { data: { alerts: { state: string; labels: Record<string, string> }[] } };
    return data.alerts
      .filter(({ state, labels }) => state === 'firing' && labels.alertname === name)
      .map(({ labels }) => labels);
  };
  const stop = async () => {
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
    rmSync(directory, { recursive: true, force: true });
  };
  const patienceMs = 150_000;
  await eventually(async () => (await fetch(`${url}/-/ready`)).ok, 60_000).catch(async error => {
    await stop();
    throw error;
  });
  return {
    firing,
    async fires(name, labels = {}) {
      await eventually(
        async () =>
          (await firing(name)).some(found => Object.entries(labels).every(([key, value]) => found[key] === value)) &&
          true,
        patienceMs,
      );
    },
    async ends(name) {
      await eventually(async () => (await firing(name)).length === 0, patienceMs);
    },
    stop,
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
