import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Logger } from '@ems/chassis/log';
import { createTransport } from 'nodemailer';
import type { MailText } from './templates';

export interface MailMessage extends MailText {
  /** The outbox row's id. */
  id: string;
  sendKey: string;
  to: string;
  attachments?: readonly { filename: string; contentType: string; content: Buffer | string }[];
  /** Where one click ends mails of this kind (RFC 8058). */
  unsubscribeUrl?: string;
}

/** Signs mails as those of a domain (RFC 6376). */
export interface DkimSettings {
  domainName: string;
  keySelector: string;
  /** PEM. */
  privateKey: string;
}

/** What became of a mail; it is sent again after `retry` alone. */
export interface Delivery {
  outcome: 'sent' | 'rejected' | 'unknown' | 'retry';
  reason?: string;
}

export interface Transport {
  /** True where delivering a mail twice leaves one: it may be sent again after an interrupted delivery. */
  idempotent: boolean;
  /** @param onHandOver runs before the last byte is sent; where it throws, that byte is not sent and nothing has arrived */
  deliver(mail: MailMessage, onHandOver: () => Promise<void>): Promise<Delivery>;
  close(): void;
}

/** The same for one send key, so that mailboxes recognise a duplicate. */
const messageId = (sendKey: string) =>
  `<${createHash('sha256').update(sendKey).digest('hex').slice(0, 32)}@user-service>`;

const envelopeOf = (
  from: string,
  { to, subject, text, html, attachments = [], sendKey, unsubscribeUrl }: MailMessage,
) => ({
  from,
  to: { name: '', address: to },
  subject,
  text,
  html,
  // The same at every length, so that whoever reads mails by a script finds links.
  textEncoding: 'quoted-printable' as const,
  attachments: [...attachments],
  messageId: messageId(sendKey),
  headers: {
    'Auto-Submitted': 'auto-generated',
    ...(unsubscribeUrl !== undefined && {
      'List-Unsubscribe': `<${unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    }),
  },
});

/** RFC 8058, 4: both headers of unsubscribing are signed. */
const signedHeaders =
  'From:Subject:Date:Message-ID:To:MIME-Version:Content-Type:Content-Transfer-Encoding:Auto-Submitted:List-Unsubscribe:List-Unsubscribe-Post';

const signing = (dkim: DkimSettings | undefined) =>
  dkim ? { dkim: { ...dkim, headerFieldNames: signedHeaders } } : {};

/** Writes each mail as an .eml file, named by its outbox row. */
export function fileTransport(folder: string, from: string, logger: Logger, dkim?: DkimSettings): Transport {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows', ...signing(dkim) });
  return {
    idempotent: true,
    async deliver(mail) {
      const { message } = await composer.sendMail(envelopeOf(from, mail));
      const file = `${mail.id}.eml`;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(join(folder, `.${file}`), message as Buffer, { mode: 0o600 });
      await rename(join(folder, `.${file}`), join(folder, file));
      logger.info({ mail: file }, 'mail written to a file');
      return { outcome: 'sent' };
    },
    close: () => composer.close(),
  };
}

interface InFlight {
  onHandOver(): Promise<void>;
  controller: AbortController;
}

/** The text, and its end only after `onHandOver`: a server accepts no mail without its end (RFC 5321, 4.1.1.4). */
async function* endAfter(text: Readable, onHandOver: () => Promise<void>) {
  yield* text;
  await onHandOver();
}

/**
 * Sends each mail to an SMTP server. A login goes over TLS alone, as whoever is between could else take it, unless the URL says
 * `requireTLS=false`.
 */
export function smtpTransport(url: string, from: string, dkim?: DkimSettings): Transport {
  const client = createTransport({
    url,
    requireTLS: new URL(url).username !== '',
    ...signing(dkim),
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 15_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const inFlight = new Map<string, InFlight>();
  client.use('stream', ({ data, message }, done) => {
    const mail = inFlight.get(String(data.messageId));
    const open = message.createReadStream.bind(message);
    message.createReadStream = options => {
      if (!mail) return open(options);
      const text = Readable.from(endAfter(open(options), mail.onHandOver), { objectMode: false });
      return text.on('error', error => mail.controller.abort(error));
    };
    done();
  });
  return {
    idempotent: false,
    async deliver(mail, onHandOver) {
      const key = messageId(mail.sendKey);
      const controller = new AbortController();
      let isHandedOver = false;
      inFlight.set(key, {
        async onHandOver() {
          await onHandOver();
          isHandedOver = true;
        },
        controller,
      });
      try {
        await client.sendMail({ ...envelopeOf(from, mail), signal: controller.signal });
        return { outcome: 'sent' };
      } catch (error) {
        return toDelivery(error, isHandedOver);
      } finally {
        inFlight.delete(key);
      }
    },
    close: () => client.close(),
  };
}

/** Goes by the server's reply; without one, only a mail that failed before the end of its text has certainly not arrived. */
function toDelivery(error: unknown, isHandedOver: boolean): Delivery {
  const { responseCode, command, code } = error as { responseCode?: number; command?: string; code?: string };
  // Not the server's own words, which may repeat the address.
  const reason = `${code ?? 'error'} ${responseCode ?? ''} at ${command ?? 'connecting'}`;
  if (responseCode !== undefined) return { outcome: responseCode >= 500 ? 'rejected' : 'retry', reason };
  return { outcome: isHandedOver ? 'unknown' : 'retry', reason };
}
