import { randomUUID } from 'node:crypto';
import type { Running } from './start';

/** An account that user-service has told of. */
export async function account(running: Running, status: 'active' | 'disabled' = 'active'): Promise<string> {
  const id = randomUUID();
  await running.database.query(
    `INSERT INTO user_copies (id, role, status, version) VALUES ($1, 'member', $2::"AccountStatus", 1)`,
    [id, status],
  );
  return id;
}
