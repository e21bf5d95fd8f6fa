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
};

export function readConfig(env: NodeJS.ProcessEnv = process.env) {
  const config = loadConfig(environment, env);
  refuseInProduction(config.NODE_ENV, {
    'RATE_LIMITS=off': config.RATE_LIMITS === 'off',
    'ADMIN_PASSWORD=development-admin': config.ADMIN_PASSWORD === 'development-admin',
  });
  return config;
}

export type Config = ReturnType<typeof readConfig>;
