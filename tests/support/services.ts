import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The repository. */
export const root = join(__dirname, '../../..');

export type ServiceName = `${string}-service`;

interface ServiceEntry {
  name: ServiceName;
}

const entries: ServiceEntry[] = JSON.parse(readFileSync(join(root, 'services.json'), 'utf8'));

export const services = entries.map(({ name }) => name);

/** What the test runner says of a service: `E2E_USER_DB_URL` for the `DB_URL` of user-service. */
export function settingOf(service: ServiceName, setting: string): string {
  const variable = `E2E_${service.replace(/-service$/, '').toUpperCase()}_${setting}`;
  const value = process.env[variable];
  if (!value) throw new Error(`${variable} is missing: run the tests by \`npm test\``);
  return value;
}
