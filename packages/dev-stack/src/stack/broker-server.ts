import type { Supervisor } from '../processes/supervisor.ts';
import { prepareRabbit } from '../servers/rabbitmq.ts';
import type { SystemPrograms } from '../servers/system-packages.ts';
import type { StackConfig } from './config.ts';
import { rabbitServer } from './server-settings.ts';

/** Starts a stack's RabbitMQ, and waits until it is ready. @throws UserError when it does not become so */
export async function startBroker(
  config: StackConfig,
  programs: SystemPrograms,
  supervisor: Supervisor,
): Promise<void> {
  const { epmd, rabbitmq } = prepareRabbit(rabbitServer(config, programs));
  await supervisor.start(epmd);
  await supervisor.start(rabbitmq);
}
