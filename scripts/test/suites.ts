import { root } from '../stack/config.ts';
import { say } from '../system/say.ts';
import { systemPrograms } from '../system/system-packages.ts';
import { startCompose } from './compose.ts';
import { startContainers } from './containers.ts';
import { hasTests, jest } from './jest.ts';
import type { Options } from './options.ts';
import { startServers } from './servers.ts';
import { startSystem } from './system.ts';
import type { Outcome } from './tally.ts';
import { makeTemplates } from './templates.ts';
import type { Workshop } from './workshop.ts';

const NOTHING: Outcome = { passed: 0, failed: 0 };

/** The suites of packages and services, against a real PostgreSQL and a real RabbitMQ. */
export async function testServices(workshop: Workshop, options: Options): Promise<Outcome> {
  const project = 'services';
  if (await isOutside(project, options)) return NOTHING;
  const servers = options.containers
    ? await startContainers(workshop)
    : await startServers(workshop, await systemPrograms(say));
  try {
    await makeTemplates(root, servers.postgresUrl);
    const env = {
      TEST_POSTGRES_URL: servers.postgresUrl,
      TEST_AMQP_URL: servers.amqpUrl,
      TEST_AMQP_MANAGEMENT_URL: servers.managementUrl,
    };
    return await jest({ root, project, env, only: options.only, ...workshop });
  } finally {
    await servers.stop();
  }
}

/** The suites of the whole system, through its gateway; then the drills, which kill processes that only our own stack restarts. */
export async function testSystem(workshop: Workshop, options: Options): Promise<Outcome> {
  const projects: string[] = [];
  for (const project of options.compose ? ['end-to-end'] : ['end-to-end', 'drills'])
    if (!(await isOutside(project, options))) projects.push(project);
  if (projects.length === 0) return NOTHING;
  const system = options.compose
    ? await startCompose(workshop)
    : await startSystem(workshop, await systemPrograms(say));
  try {
    const outcome = { ...NOTHING };
    for (const project of projects) {
      const { passed, failed } = await jest({ root, project, env: system.env, only: options.only, ...workshop });
      outcome.passed += passed;
      outcome.failed += failed;
    }
    return outcome;
  } finally {
    await system.stop();
  }
}

async function isOutside(project: string, { only }: Options): Promise<boolean> {
  return only !== undefined && !(await hasTests(root, project, only));
}
