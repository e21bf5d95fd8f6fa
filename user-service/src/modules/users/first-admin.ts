import { audit } from '@ems/chassis/audit';
import type { EmailDigest } from '@ems/chassis/auth';
import { isDatabaseUnavailable } from '@ems/chassis/database';
import { type Component, every } from '@ems/chassis/lifecycle';
import type { Logger } from '@ems/chassis/log';
import { type Config, defaultAdminPassword, isOpen } from '../../config';
import type { UserDatabase } from '../../shared/database';
import type { Passwords } from '../passwords';
import { createUser } from './user';

interface FirstAdminOptions {
  config: Pick<Config, 'ADMIN_EMAIL' | 'ADMIN_PASSWORD' | 'GATEWAY_HOST'>;
  database: UserDatabase;
  passwords: Passwords;
  emailDigest: EmailDigest;
}

/**
 * Creates the first admin from the environment at start, unless an account has this address; and again in a database
 * without any admin, which was made anew meanwhile: the last one cannot go by itself (`users_last_admin`).
 */
export function firstAdmin(options: FirstAdminOptions, logger: Logger): Component[] {
  const { config, database } = options;
  const guard = isOpen(config) ? [{ name: 'password of the admins', start: () => refuseDefaultPassword(options) }] : [];
  if (!config.ADMIN_EMAIL || !config.ADMIN_PASSWORD) return guard;
  const isAdmin = { where: { role: 'admin' }, select: { id: true } } as const;
  return [
    ...guard,
    {
      name: 'first admin',
      // A database that is away for a moment keeps no service from its start: the job below makes up for it.
      start: () =>
        ensureAdmin(options).catch(error => {
          if (!isDatabaseUnavailable(error)) throw error;
          logger.warn({ err: error }, 'first admin not created yet');
        }),
    },
    every({
      name: 'first admin of a new database',
      intervalMs: 5_000,
      logger,
      async run() {
        if ((await database.client.user.findFirst(isAdmin)) === null) await ensureAdmin(options);
      },
    }),
  ];
}

/**
 * An admin that an earlier start has made keeps the password of then.
 * @throws Error when it is the default one
 */
async function refuseDefaultPassword({ database, passwords }: FirstAdminOptions): Promise<void> {
  const where = { role: 'admin', status: 'active' } as const;
  const select = { passwordHash: true } as const;
  for (const { passwordHash } of await database.client.user.findMany({ where, select, take: 100 })) {
    if (passwordHash && (await passwords.matches(defaultAdminPassword, passwordHash))) {
      throw new Error(
        'GATEWAY_HOST opens the gateway to others than this machine, but an administrator of an earlier start still has the default password: start without GATEWAY_HOST, and change it first.',
      );
    }
  }
}

async function ensureAdmin({ config, database, passwords, emailDigest }: FirstAdminOptions): Promise<void> {
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = config;
  if (!email || !password) return;
  if (await database.client.user.findUnique({ where: { email } })) return;
  const passwordHash = await passwords.hash(password);
  await database
    .transact(async tx => {
      const { id } = await createUser(tx, {
        email,
        emailDigest: emailDigest(email),
        name: 'Admin',
        passwordHash,
        role: 'admin',
      });
      await audit(tx, { action: 'account.registered', subject: id, facts: { role: 'admin', from: 'ADMIN_EMAIL' } });
    })
    .catch(async error => {
      // Another instance that starts at the same time may have been first.
      if (!(await database.client.user.findUnique({ where: { email } }))) throw error;
    });
}
