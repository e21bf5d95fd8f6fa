import { loadConfig, refuseInProduction, serviceEnvironment } from '@ems/chassis/config';
import { z } from 'zod';

const environment = {
  ...serviceEnvironment,
  HTTP_PORT: serviceEnvironment.HTTP_PORT.default(3001),
  /** Folder of the ES256 signing keys, `<kid>.pem`; outside production a first key is made when it is empty. */
  KEYS_DIR: z.string().min(1),
  /** The first admin, made at start when no account has this address. */
  ADMIN_EMAIL: z.email().toLowerCase().optional(),
  ADMIN_PASSWORD: z.string().min(10).max(72).optional(),
  /** Of new password hashes: bcrypt takes 2 to its power rounds. Raised, hashes are renewed as people log in. */
  PASSWORD_COST: z.coerce.number().int().min(4).max(15).default(12),
  /** `smtp://user:password@host:port`; without one, mails are written as files to MAIL_DIR. */
  SMTP_URL: z.union([z.literal(''), z.url({ protocol: /^smtps?$/ })]).default(''),
  MAIL_DIR: z.string().default(''),
  MAIL_FROM: z.string().min(3).max(200).default('Conference <no-reply@example.org>'),
};

export function readConfig(env: NodeJS.ProcessEnv = process.env) {
  const config = loadConfig(environment, env);
  refuseInProduction(config, {
    'PASSWORD_COST below 12': config.PASSWORD_COST < 12,
    'no SMTP_URL and no MAIL_DIR': config.SMTP_URL === '' && config.MAIL_DIR === '',
    'ADMIN_PASSWORD=development-admin': config.ADMIN_PASSWORD === 'development-admin',
  });
  return config;
}

export type Config = ReturnType<typeof readConfig>;
