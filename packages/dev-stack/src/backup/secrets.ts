import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSealed, readSealed, sealWith } from '@ems/operations';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { SECRETS, type Settings } from '../stack/settings.ts';

const contentSchema = z.object({
  /** Signing keys: files in base64, by name. */
  keys: z.record(z.string().regex(/^[\w-]+(\.[\w-]+)*$/), z.base64()),
  /** The text of .env, where there was one. */
  env: z.string().nullable(),
  /** Secrets by setting, wherever they were. */
  secrets: z.record(z.string(), z.string()),
  /** As RabbitMQ exports them, with hashes of passwords. */
  brokerDefinitions: z.looseObject({}),
});

/** What of a backup is sealed. */
export type Secrets = z.infer<typeof contentSchema>;

/** Without these secrets rows cannot be read or found any more. */
const boundToRows = ['EMAIL_DIGEST_KEY', 'TICKET_KEY', 'INVITATION_KEY', 'IDEMPOTENCY_KEY_SECRET'];

const passphraseSetting = 'BACKUP_PASSPHRASE';

/** @throws UserError where none is set */
export function passphraseOf(settings: Settings): string {
  const passphrase = settings[passphraseSetting];
  if (!passphrase)
    throw new UserError(
      `Set ${passphraseSetting}, or ${passphraseSetting}_FILE to a file with it: keys and secrets are in the backup under it.`,
    );
  return passphrase;
}

/** All of a folder's files, by name. */
export const readKeys = (folder: string): Record<string, string> =>
  Object.fromEntries(
    (existsSync(folder) ? readdirSync(folder) : []).map(name => [name, readFileSync(join(folder, name), 'base64')]),
  );

/** @param folder that of .env */
export function collectSecrets(
  folder: string,
  settings: Settings,
  { keys, brokerDefinitions }: Pick<Secrets, 'keys' | 'brokerDefinitions'>,
): Secrets {
  const path = join(folder, '.env');
  const secrets = SECRETS.filter(name => name !== passphraseSetting).flatMap(name => {
    const value = settings[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const env = existsSync(path) ? readFileSync(path, 'utf8') : null;
  return { keys, env, secrets: Object.fromEntries(secrets), brokerDefinitions };
}

export const sealSecrets = (passphrase: string, secrets: Secrets): Buffer =>
  sealWith(passphrase, Buffer.from(JSON.stringify(secrets)));

/** @throws UserError for another passphrase than the backup's */
export async function openSecrets(folder: string, passphrase: string): Promise<Secrets> {
  const sealed = await readSealed(folder);
  try {
    return contentSchema.parse(JSON.parse(openSealed(passphrase, sealed).toString()));
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error));
  }
}

/** @throws UserError where the settings of now would read the rows of the backup by other secrets than those they were written with */
export function refuseOtherSecrets({ secrets }: Secrets, settings: Settings): void {
  const differing = boundToRows.filter(name => settings[name] !== secrets[name]);
  if (differing.length > 0)
    throw new UserError(
      `Other than in the backup: ${differing.join(', ')}. Its rows could not be read by them. Set them as they were; or move .env away, and the backup's is put in its place.`,
    );
}

/** The text of .env with the secrets that were in files elsewhere, which are gone with their machine. */
export function envText({ env, secrets }: Secrets): string | undefined {
  if (env === null) return undefined;
  const fromFiles = Object.keys(secrets).filter(name => new RegExp(`^${name}_FILE=.`, 'm').test(env));
  if (fromFiles.length === 0) return env;
  const kept = env.split('\n').filter(line => !fromFiles.some(name => line.startsWith(`${name}_FILE=`)));
  const lines = fromFiles.map(name => `${name}=${quoted(secrets[name] ?? '')}`);
  return [...kept, '# These were in files of the machine that was backed up.', ...lines, ''].join('\n');
}

const quoted = (value: string) => (value.includes("'") ? JSON.stringify(value) : `'${value}'`);
