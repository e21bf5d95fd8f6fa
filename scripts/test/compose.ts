import { portNames, SERVICES } from '../stack/catalogue.ts';
import { developmentConfig, type StackConfig } from '../stack/config.ts';
import { SUPERUSER } from '../stack/databases.ts';
import { type Ran, run, tail } from '../system/run.ts';
import { Plain, say } from '../system/say.ts';
import { demandDocker } from './containers.ts';
import { ownPorts } from './own-ports.ts';
import { endToEndEnvironment, type RunningSystem } from './system.ts';
import type { Workshop } from './workshop.ts';

const PROJECT = 'ems-test';

/** `docker compose up` under a project name, on ports and with volumes of its own, so that no developer's is touched. */
export async function startCompose(workshop: Workshop): Promise<RunningSystem> {
  await demandDocker();
  const config: StackConfig = { ...developmentConfig(), ports: await ownPorts() };
  const compose = (...args: string[]) =>
    run('docker', ['compose', '-p', PROJECT, ...args], { cwd: config.root, env: environment(config) });
  const stop = async () => {
    await compose('down', '--volumes', '--remove-orphans', '--timeout', '30');
  };
  await stop();
  workshop.onClose(stop);
  say('docker compose: building …');
  demand('build', await compose('build'));
  say('docker compose: starting …');
  const up = await compose('up', '--detach', '--wait', '--wait-timeout', '180');
  // Which part is not healthy only its log tells.
  if (up.code !== 0) console.error((await compose('logs', '--tail', '15', '--no-color')).output);
  demand('up', up);
  // Who calls `docker compose` in a test means this project.
  return { env: { ...endToEndEnvironment(config), COMPOSE_PROJECT_NAME: PROJECT }, stop };
}

function demand(what: string, { code, output }: Ran): void {
  if (code !== 0) throw new Plain(`docker compose ${what} failed:\n${tail(output, 30)}`);
}

/** The variables of .env that docker-compose.yml reads, with this run's ports. */
function environment({ ports, rabbitmq, admin }: StackConfig): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...Object.fromEntries(portNames.map(name => [name, String(ports[name])])),
    RABBITMQ_USER: rabbitmq.user,
    RABBITMQ_PASSWORD: rabbitmq.password,
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    POSTGRES_PASSWORD: SUPERUSER,
    ...Object.fromEntries(
      SERVICES.flatMap(({ databasePort, role }) => [
        [databasePort.replace('PORT', 'PASSWORD'), role],
        [databasePort.replace('PORT', 'OWNER_PASSWORD'), `${role}_owner`],
      ]),
    ),
    PUBLIC_URL: '',
    RATE_LIMITS: 'off',
    PASSWORD_COST: '5',
  };
}
