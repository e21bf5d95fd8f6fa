import { UserError } from '../errors.ts';
import { log } from '../log.ts';
import { PORT_SETTINGS, portOf } from '../ports/port-settings.ts';
import { type CommandResult, runCommand, tail } from '../processes/run-command.ts';
import { SUPERUSER } from '../servers/postgres.ts';
import { SERVICES } from '../services.ts';
import { developmentConfig, root, type StackConfig } from '../stack/config.ts';
import { passwordVariables } from '../stack/settings.ts';
import { brokerPassword, ownerPassword, servicePassword } from '../stack/urls.ts';
import { requireDocker } from './containers.ts';
import { allocatePorts, endToEndEnvironment, type RunningSystem } from './system.ts';
import type { TestRun } from './test-run.ts';

const PROJECT = 'ems-test';

/** Builds the images, of which none depends on a setting. What is built already costs nothing. @throws UserError when one cannot be built */
async function buildImages(): Promise<void> {
  requireSuccess('build', await runCompose(developmentConfig(), 'build'));
}

/**
 * `docker compose up` under a project name, on ports and with volumes of its own, so that no developer's is touched.
 * @returns also how long `up` took, after the build
 */
export async function startCompose(run: TestRun): Promise<RunningSystem & { upMs: number }> {
  await requireDocker();
  const config: StackConfig = { ...developmentConfig(), ports: await allocatePorts() };
  const compose = (...args: string[]) => runCompose(config, ...args);
  const stop = async () => {
    await compose('down', '--volumes', '--remove-orphans', '--timeout', '30');
  };
  await stop();
  run.onClose(stop);
  log('docker compose: building …');
  await buildImages();
  log('docker compose: starting …');
  const startedAt = performance.now();
  const up = await compose('up', '--detach', '--wait', '--wait-timeout', '180');
  const upMs = performance.now() - startedAt;
  // Which container is not healthy only its log shows.
  if (up.code !== 0) console.error((await compose('logs', '--tail', '15', '--no-color')).output);
  requireSuccess('up', up);
  // Who calls `docker compose` in a test means this project.
  return { env: { ...endToEndEnvironment(config), COMPOSE_PROJECT_NAME: PROJECT }, stop, upMs };
}

function runCompose(config: StackConfig, ...args: string[]): Promise<CommandResult> {
  const env = composeEnvironment(config);
  return runCommand('docker', ['compose', '-p', PROJECT, ...args], { cwd: root, env });
}

function requireSuccess(command: string, { code, output }: CommandResult): void {
  if (code !== 0) throw new UserError(`docker compose ${command} failed:\n${tail(output, 30)}`);
}

/** The variables of .env that docker-compose.yml reads, with this run's ports. */
function composeEnvironment(config: StackConfig): NodeJS.ProcessEnv {
  const { rabbitmq, admin } = config;
  return {
    ...process.env,
    ...Object.fromEntries(PORT_SETTINGS.map(setting => [setting.variable, String(portOf(config, setting))])),
    RABBITMQ_USER: rabbitmq.user,
    RABBITMQ_PASSWORD: rabbitmq.password,
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    POSTGRES_PASSWORD: SUPERUSER,
    ...Object.fromEntries(
      SERVICES.flatMap(service => {
        const names = passwordVariables(service);
        return [
          [names.service, servicePassword(config, service)],
          [names.owner, ownerPassword(config, service)],
          [names.broker, brokerPassword(config, service)],
        ];
      }),
    ),
    PUBLIC_URL: '',
    PUBLIC_WEB_URL: '',
    RATE_LIMITS: 'off',
    PASSWORD_COST: '5',
    NOTIFICATION_DELAY: '0',
    MAILS_PER_SECOND: '500',
  };
}
