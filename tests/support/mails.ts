import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually, type Mail, readMail } from '@ems/testing';
import { root } from './services';

const run = promisify(execFile);

const known = new Map<string, Promise<Mail>>();

/** What the mail server of the system has accepted, or in containers, which have none, what was written as files; oldest first. */
async function allMails(): Promise<Mail[]> {
  const directory = process.env.E2E_STACK_DIRECTORY;
  if (!directory) {
    const command = ['compose', 'exec', '-T', 'user-service', 'sh', '-c', 'cat /tmp/ems-mail/*.eml'];
    const { stdout } = await run('docker', command, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
    return Promise.all(stdout.split(/^(?=Auto-Submitted: )/m).map(readMail));
  }
  const folder = join(directory, 'mail');
  const names = readdirSync(folder).filter(name => /^[^.].*\.eml$/.test(name));
  for (const name of names) if (!known.has(name)) known.set(name, readMail(readFileSync(join(folder, name))));
  return Promise.all(names.toSorted().map(name => known.get(name) as Promise<Mail>));
}

/** All mails to an address so far, oldest first. */
export const mailsTo = async (email: string): Promise<Mail[]> =>
  (await allMails()).filter(({ headers }) => headers.to?.includes(email));

/** Waits for a mail to an address, and gives the latest. @param subject a part of it */
export const mailTo = (email: string, subject: string): Promise<Mail> =>
  eventually(async () => (await mailsTo(email)).findLast(mail => mail.subject.includes(subject)), 30_000);

/** The links that stand alone on their lines. */
const linksIn = ({ text }: Mail): string[] =>
  [...text.matchAll(/^ {2}(https?:\/\/\S+)$/gm)].map(([, link = '']) => link);

/** The link that a mail is about. */
export function linkIn(mail: Mail): string {
  const [link, ...others] = linksIn(mail);
  if (link === undefined || others.length > 0) throw new Error(`not one link in the mail “${mail.subject}”`);
  return link;
}

/** Waits for a mail to an address, and gives the link in it. @param page the first part of the link's path */
export const linkMailedTo = (email: string, page: string): Promise<string> =>
  eventually(async () => {
    const links = (await mailsTo(email)).flatMap(linksIn);
    return links.findLast(link => new URL(link).pathname === `/${page}`);
  });
