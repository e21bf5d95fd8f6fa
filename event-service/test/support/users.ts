import { randomUUID } from 'node:crypto';
import type { App } from './start';

/** A user of whom user-service's messages have come. */
export async function knownUser(running: App, status: 'active' | 'disabled' = 'active'): Promise<string> {
  const id = randomUUID();
  await running.database.query('INSERT INTO token_subjects (id, version, disabled) VALUES ($1, 1, $2)', [
    id,
    status === 'disabled',
  ]);
  return id;
}
