import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { UserError } from '../errors.ts';
import { PORT_SETTINGS } from '../ports/port-settings.ts';
import { SERVICES, type ServiceEntry, shortName } from '../services.ts';

/** The folder of the project. */
export const root = resolve(import.meta.dirname, '../../../..');

export type Settings = Record<string, string | undefined>;

/** The names of a service's passwords: of its role and its owner's at the database, and of its user at the broker. */
export function passwordVariables(service: ServiceEntry): Record<'service' | 'owner' | 'broker', string> {
  const prefix = shortName(service).toUpperCase();
  return {
    service: `${prefix}_DB_PASSWORD`,
    owner: `${prefix}_DB_OWNER_PASSWORD`,
    broker: `${prefix}_SERVICE_AMQP_PASSWORD`,
  };
}

/** All passwords between the parts of the system. */
export const PASSWORD_VARIABLES: readonly string[] = SERVICES.flatMap(service =>
  Object.values(passwordVariables(service)),
);

/** What services get as it is. */
export const SERVICE_VARIABLES: readonly string[] = [
  'LOG_LEVEL',
  'RATE_LIMITS',
  'METRICS',
  'BUILD_COMMIT',
  'DRAIN_SECONDS',
  'REPLY_CACHE_MB',
  'JWT_ISSUER',
  'PUBLIC_URL',
  'PUBLIC_WEB_URL',
  'SMTP_URL',
  'SMTP_USER',
  'SMTP_PASSWORD',
  'MAIL_FROM',
  'NOTIFICATION_DELAY',
  'MAILS_PER_SECOND',
  'DKIM_DOMAIN',
  'DKIM_SELECTOR',
  'DKIM_KEY',
  'PASSWORD_COST',
  'GRPC_TOKEN',
  'IDEMPOTENCY_KEY_SECRET',
  'IDEMPOTENCY_KEY_SECRET_PREVIOUS',
  'EMAIL_DIGEST_KEY',
  'TICKET_KEY',
  'INVITATION_KEY',
  'REQUIRE_VERIFIED_EMAIL',
  'INVITATIONS_PER_DAY',
  'ANNOUNCEMENTS_PER_DAY',
  'MAILS_PER_ADDRESS_PER_DAY',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_EXPORTER_OTLP_PROTOCOL',
  'OTEL_EXPORTER_OTLP_TIMEOUT',
  'OTEL_BSP_MAX_QUEUE_SIZE',
  'OTEL_BSP_SCHEDULE_DELAY',
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
  'OTEL_RESOURCE_ATTRIBUTES',
];

/** Settings that may also be in a file, which `<name>_FILE` names. */
export const SECRETS: readonly string[] = [
  'RABBITMQ_PASSWORD',
  'ADMIN_PASSWORD',
  'SMTP_URL',
  'SMTP_PASSWORD',
  'DKIM_KEY',
  'GRPC_TOKEN',
  'IDEMPOTENCY_KEY_SECRET',
  'IDEMPOTENCY_KEY_SECRET_PREVIOUS',
  'EMAIL_DIGEST_KEY',
  'TICKET_KEY',
  'INVITATION_KEY',
  'BACKUP_PASSPHRASE',
  ...PASSWORD_VARIABLES,
];

/** Every setting of a stack. */
export const STACK_SETTINGS: readonly string[] = [
  ...PORT_SETTINGS.map(({ variable }) => variable),
  'GATEWAY_HOST',
  'TRUSTED_PROXIES',
  'CONNECTIONS_PER_ADDRESS',
  'CORS_ORIGINS',
  'APP_ROOT',
  'RABBITMQ_USER',
  'ADMIN_EMAIL',
  ...SERVICE_VARIABLES,
  ...SECRETS.flatMap(name => [name, `${name}_FILE`]),
];

/**
 * The variables of .env and of the environment; one that is empty counts as absent, and a secret may be in a file.
 * @param folder that of .env, from which files are found
 * @throws UserError naming the first file that cannot be read
 */
export function readSettings(folder: string = root, environment: NodeJS.ProcessEnv = process.env): Settings {
  const path = join(folder, '.env');
  const fromFile = existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {};
  const settings = Object.fromEntries(
    Object.entries({ ...fromFile, ...environment }).filter(([, value]) => value !== ''),
  );
  for (const name of SECRETS) {
    const file = settings[`${name}_FILE`];
    if (file) settings[name] = readSecret(`${name}_FILE`, resolve(folder, file));
  }
  return settings;
}

function readSecret(variable: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch {
    throw new UserError(`${variable} names ${path}, which cannot be read. Correct it in .env.`);
  }
}
