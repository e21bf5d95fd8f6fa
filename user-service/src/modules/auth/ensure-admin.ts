import { audit } from '@ems/chassis/audit';
import type { UserDatabase } from '../../shared/database';
import type { Passwords } from '../passwords';
import { register } from './register';

interface Parts {
  database: UserDatabase;
  passwords: Passwords;
}

/** Makes the first admin from the environment; an account with this address is left as it is. */
export async function ensureAdmin(
  {
    ADMIN_EMAIL: email,
    ADMIN_PASSWORD: password,
  }: { ADMIN_EMAIL?: string | undefined; ADMIN_PASSWORD?: string | undefined },
  { database, passwords }: Parts,
): Promise<void> {
  if (!email || !password) return;
  if (await database.read.user.findUnique({ where: { email } })) return;
  const passwordHash = await passwords.hash(password);
  await database
    .transact(async tx => {
      const { id } = await register(tx, { email, name: 'Admin', passwordHash, role: 'admin' });
      await audit(tx, { action: 'account.registered', subject: id, facts: { role: 'admin', from: 'ADMIN_EMAIL' } });
    })
    .catch(async error => {
      // Another instance that starts at the same time may have been first.
      if (!(await database.read.user.findUnique({ where: { email } }))) throw error;
    });
}
