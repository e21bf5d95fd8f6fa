export { exitWith, UserError } from './errors.ts';
export { elapsedSeconds, log } from './log.ts';
export { runCommand } from './processes/run-command.ts';
export { developmentConfig, readSettings, root, type StackConfig } from './stack/config.ts';
export { runForAllServices, runPerService, runStatus } from './stack/service-command.ts';
export { gatewayUrl, managementUrl } from './stack/urls.ts';
