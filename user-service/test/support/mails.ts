import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@ems/testing';
import type { App } from './user-service';

export interface ReadMail {
  file: string;
  subject: string;
  messageId: string;
  text: string;
  /** The one-time token, where the mail carries one. */
  token: string;
}

/** The mails that were written to an address, oldest first. */
export function mailsTo({ mailDir }: Pick<App, 'mailDir'>, email: string): ReadMail[] {
  return readdirSync(mailDir)
    .filter(name => /^[^.].*\.eml$/.test(name))
    .toSorted()
    .map(file => ({ file, raw: readFileSync(join(mailDir, file), 'utf8') }))
    .filter(({ raw }) => raw.includes(`To: ${email}`) || raw.includes(`<${email}>`))
    .map(({ file, raw }) => {
      const text = raw
        .replace(/=\r\n/g, '')
        .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
      return {
        file,
        subject: /^Subject: (.*)\r$/m.exec(text)?.[1] ?? '',
        messageId: /^Message-ID: (.*)\r$/im.exec(text)?.[1] ?? '',
        text,
        token: /^ {2}https:\/\/ems\.example\/[a-z-]+#([\w-]{43})\r?$/m.exec(text)?.[1] ?? '',
      };
    });
}

/** Waits for the mail of a subject. */
export const mailTo = (app: Pick<App, 'mailDir'>, email: string, subject: string): Promise<ReadMail> =>
  eventually(() => mailsTo(app, email).findLast(mail => mail.subject === subject));
