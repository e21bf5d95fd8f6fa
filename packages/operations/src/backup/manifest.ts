import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

const manifestName = 'manifest.json';
const currentFormat = 1;

/** One that leads out of the backup's folder is refused. */
const path = z
  .string()
  .refine(name => !name.startsWith('/') && name.split('/').every(part => !['', '.', '..'].includes(part)));

const manifestSchema = z.object({
  format: z.literal(currentFormat),
  /** Of the project. */
  version: z.string(),
  /** `files`: the folders of PostgreSQL with their write-ahead log. `dumps`: what pg_dump writes. */
  kind: z.enum(['files', 'dumps']),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  /** What all databases are as of, by PostgreSQL's clock; of files alone, whose log is played up to it. */
  asOf: z.string().optional(),
  /** Major version of PostgreSQL. */
  postgres: z.string(),
  services: z.array(z.object({ name: z.string(), database: z.string(), migrations: z.array(z.string()) })),
  files: z.array(z.object({ path, bytes: z.number().int(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
});

/** What is in a backup: written last, so that without it there is none. */
export type Manifest = z.infer<typeof manifestSchema>;

export type ManifestFile = Manifest['files'][number];

export function writeManifest(folder: string, manifest: Omit<Manifest, 'format'>): void {
  const text = JSON.stringify({ format: currentFormat, ...manifest }, undefined, 1);
  const draft = join(folder, `${manifestName}.draft`);
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  renameSync(draft, join(folder, manifestName));
}

/** @throws Error for a folder without a complete backup, and for a backup of a newer format */
export function readManifest(folder: string): { manifest: Manifest; digest: string } {
  let text: string;
  try {
    text = readFileSync(join(folder, manifestName), 'utf8');
  } catch (error) {
    throw new Error(`${folder} holds no complete backup: it has no ${manifestName}.`, { cause: error });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`The ${manifestName} of ${folder} cannot be read.`, { cause: error });
  }
  const { format } = z.object({ format: z.number() }).catch({ format: 0 }).parse(json);
  if (format > currentFormat)
    throw new Error(
      `The backup is of format ${format}, and this version knows ${currentFormat}: take a newer version.`,
    );
  const { success, data } = manifestSchema.safeParse(json);
  if (!success) throw new Error(`The ${manifestName} of ${folder} is none of a backup.`);
  return { manifest: data, digest: createHash('sha256').update(text).digest('hex') };
}

/** Of a file: its length in bytes and its SHA-256. */
export async function describeFile(folder: string, name: string): Promise<ManifestFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  await pipeline(createReadStream(join(folder, name)), async chunks => {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  });
  return { path: name, bytes, sha256: hash.digest('hex') };
}

/** @throws Error that names the file which is not as the manifest says */
export async function verifyFile(folder: string, expected: ManifestFile): Promise<void> {
  const found = await describeFile(folder, expected.path).catch(error => {
    throw new Error(`${expected.path} of the backup cannot be read.`, { cause: error });
  });
  if (found.sha256 !== expected.sha256)
    throw new Error(`${expected.path} was changed since the backup was made: its SHA-256 is not the manifest's.`);
}

/** The file of a backup that holds what is sealed, whole. */
export const sealedName = 'secrets.sealed';

export const readSealed = (folder: string): Promise<Buffer> => readFile(join(folder, sealedName));
