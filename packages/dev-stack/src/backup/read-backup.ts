import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, readManifest } from '@ems/operations';
import { UserError } from '../errors.ts';
import type { ServiceEntry } from '../services.ts';
import { root } from '../stack/config.ts';

/**
 * @param kind that this way to run the system can take
 * @throws UserError for what is no backup of it, and for one of a newer version
 */
export function readBackup(from: string, kind: Manifest['kind'], services: readonly ServiceEntry[]) {
  const backup = orUserError(() => readManifest(from));
  if (backup.manifest.kind !== kind)
    throw new UserError(
      kind === 'files'
        ? 'This is a backup of the system in containers: restore it there, with --compose.'
        : 'This is a backup of npm start: restore it without --compose.',
    );
  for (const { name, migrations } of backup.manifest.services.filter(each =>
    services.some(s => s.name === each.name),
  )) {
    const known = readdirSync(join(root, name, 'prisma/migrations'));
    const unknown = migrations.filter(migration => !known.includes(migration));
    if (unknown.length > 0)
      throw new UserError(
        `The backup is of a newer version (${backup.manifest.version}): ${name} does not know ${unknown.join(', ')}. Restore it with that version.`,
      );
  }
  return backup;
}

function orUserError<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error));
  }
}
