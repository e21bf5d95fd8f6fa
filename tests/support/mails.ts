import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '@ems/testing';
import { root } from './services';

const run = promisify(execFile);

/** All mails that were written so far, as files are without SMTP. */
async function textOfMails(): Promise<string> {
  const directory = process.env.E2E_STACK_DIRECTORY;
  if (!directory) {
    const command = ['compose', 'exec', '-T', 'user-service', 'sh', '-c', 'cat /tmp/ems-mail/*.eml'];
    return (await run('docker', command, { cwd: root, maxBuffer: 64 * 1024 * 1024 })).stdout;
  }
  const folder = join(directory, 'mail');
  const names = readdirSync(folder).filter(name => /^[^.].*\.eml$/.test(name));
  return names
    .toSorted()
    .map(name => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

/** Waits for a mail to an address, and gives the link in it. @param page the first part of the link's path */
export const linkMailedTo = (email: string, page: string): Promise<string> =>
  eventually(async () => {
    const mails = (await textOfMails()).split(/^(?=Auto-Submitted: )/m).map(decoded);
    const link = new RegExp(`^ {2}(https?://\\S+/${page}#[\\w-]+)\\r?$`, 'm');
    const found = mails.findLast(mail => mail.includes(email) && link.test(mail));
    return found && link.exec(found)?.[1];
  });

/** Of quoted-printable (RFC 2045, 6.7). */
const decoded = (mail: string): string =>
  mail.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
