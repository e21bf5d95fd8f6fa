import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ApiOf,
  api as anyApi,
  type Instance as InstanceOf,
  type StartedService,
  startService,
  type TestBroker,
} from '@ems/testing';
import { readConfig } from '../../src/config';
import { createUserService, type UserService } from '../../src/service';

export type Api = ApiOf<UserService>;

/** A caller with any access token, or none, at the base of any instance. */
export const api = (...caller: Parameters<typeof anyApi>): Api => anyApi<UserService['routes'][number]>(...caller);

export type Instance = InstanceOf<UserService>;

export interface App extends StartedService<UserService> {
  /** Where its mails are written. */
  mailDir: string;
  keysDir: string;
}

/** user-service with keys and mails of its own, without rate limits and with cheap hashes unless others are asked for. */
export async function startUserService(environment: Record<string, string> = {}, broker?: TestBroker): Promise<App> {
  const keysDir = mkdtempSync(join(tmpdir(), 'ems-keys-'));
  const mailDir = mkdtempSync(join(tmpdir(), 'ems-mail-'));
  const app = await startService({
    name: 'user-service',
    create: env => createUserService(readConfig(env)),
    environment: {
      RATE_LIMITS: 'off',
      PASSWORD_COST: '5',
      KEYS_DIR: keysDir,
      MAIL_DIR: mailDir,
      PUBLIC_URL: 'https://ems.example',
      ...environment,
    },
    broker,
  });
  return {
    ...app,
    keysDir,
    mailDir,
    async stop() {
      await app.stop();
      rmSync(keysDir, { recursive: true });
      rmSync(mailDir, { recursive: true });
    },
  };
}
