import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What one packet holds is not worth it. */
const MIN_BYTES = 1024;
const COMPRESSIBLE = /\.(html|css|js|json|svg)$/;

/**
 * Writes beside each file of a folder, and of those in it, the same as gzip (RFC 1952): once and as small as can be, where nginx would
 * compress it for each reader.
 */
export function compressFiles(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!COMPRESSIBLE.test(name)) continue;
    const content = readFileSync(join(folder, name));
    if (content.length >= MIN_BYTES) writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
  }
}
