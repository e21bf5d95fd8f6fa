import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

export interface LastError {
  /** RFC 3339, as the log has it. */
  at: string;
  service: string;
  text: string;
}

/** So much of the end of each log is looked at. */
const tailBytes = 256 * 1024;

/** The newest errors in the logs of the services, the newest last. */
export async function lastErrors(folder: string, services: readonly string[], count: number): Promise<LastError[]> {
  const found = await Promise.all(services.map(service => errorsOf(join(folder, `${service}.log`), service)));
  return found
    .flat()
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .slice(-count);
}

async function errorsOf(path: string, service: string): Promise<LastError[]> {
  if (!existsSync(path)) return [];
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.min(size, tailBytes));
    await file.read(buffer, 0, buffer.length, size - buffer.length);
    return buffer
      .toString()
      .split('\n')
      .flatMap(line => parse(line, service));
  } finally {
    await file.close();
  }
}

/** @returns nothing for a line that is no error, or cut */
function parse(line: string, service: string): LastError[] {
  if (!/"level":"(?:error|fatal)"/.test(line)) return [];
  try {
    const { time, msg, err } = JSON.parse(line) as { time?: string; msg?: string; err?: { message?: string } };
    const text = [msg, err?.message].filter(Boolean).join(': ');
    return [{ at: String(time ?? ''), service, text: text.slice(0, 160) }];
  } catch {
    return [];
  }
}
