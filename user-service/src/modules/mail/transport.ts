import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Logger } from '@ems/chassis/log';
import { createTransport } from 'nodemailer';
import type { Text } from './texts';

export interface Letter extends Text {
  /** The outbox row's id. */
  id: string;
  sendKey: string;
  to: string;
}

/** What became of a mail; only one that is for `later` is tried again. */
export type Outcome = 'sent' | 'refused' | 'unknown' | 'later';

export interface Transport {
  /** True where delivering the same letter twice leaves one: it may be tried again whatever had become of it. */
  repeatable: boolean;
  /** @param handOver runs before the last byte leaves; where it fails, that byte does not leave and nothing has arrived */
  deliver(letter: Letter, handOver: () => Promise<void>): Promise<{ outcome: Outcome; reason?: string }>;
  close(): void;
}

/** The same for one send key, so that mailboxes recognise a double. */
const messageId = (sendKey: string) =>
  `<${createHash('sha256').update(sendKey).digest('hex').slice(0, 32)}@user-service>`;

const envelopeOf = (from: string, { to, subject, text, sendKey }: Letter) => ({
  from,
  to: { name: '', address: to },
  subject,
  text,
  messageId: messageId(sendKey),
  headers: { 'Auto-Submitted': 'auto-generated' },
});

/** Writes each mail as an .eml file, named by its outbox row. */
export function fileTransport(folder: string, from: string, logger: Logger): Transport {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    repeatable: true,
    async deliver(letter) {
      const { message } = await composer.sendMail(envelopeOf(from, letter));
      const file = `${letter.id}.eml`;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(join(folder, `.${file}`), message as Buffer, { mode: 0o600 });
      await rename(join(folder, `.${file}`), join(folder, file));
      logger.info({ mail: file }, 'a mail was written');
      return { outcome: 'sent' };
    },
    close: () => composer.close(),
  };
}

interface UnderWay {
  handOver(): Promise<void>;
  giveUp: AbortController;
}

/** The text when the server asks for it, and its end only after that was noted down: a server takes no mail without its end (RFC 5321, 4.1.1.4). */
async function* endingAfter(text: Readable, handOver: () => Promise<void>) {
  yield* text;
  await handOver();
}

/** Hands each mail to an SMTP server. */
export function smtpTransport(url: string, from: string): Transport {
  const client = createTransport({
    url,
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 15_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const underWay = new Map<string, UnderWay>();
  client.use('stream', ({ data, message }, done) => {
    const mail = underWay.get(String(data.messageId));
    const open = message.createReadStream.bind(message);
    message.createReadStream = options => {
      if (!mail) return open(options);
      const text = Readable.from(endingAfter(open(options), mail.handOver), { objectMode: false });
      return text.on('error', error => mail.giveUp.abort(error));
    };
    done();
  });
  return {
    repeatable: false,
    async deliver(letter, handOver) {
      const key = messageId(letter.sendKey);
      const giveUp = new AbortController();
      let isHandedOver = false;
      const noteHandOver = async () => {
        await handOver();
        isHandedOver = true;
      };
      underWay.set(key, { handOver: noteHandOver, giveUp });
      try {
        await client.sendMail({ ...envelopeOf(from, letter), signal: giveUp.signal });
        return { outcome: 'sent' };
      } catch (error) {
        return outcomeOf(error, isHandedOver);
      } finally {
        underWay.delete(key);
      }
    },
    close: () => client.close(),
  };
}

/** A server's answer is its word. Without one, only what failed before the end of the text has certainly not arrived. */
function outcomeOf(error: unknown, isHandedOver: boolean): { outcome: Outcome; reason: string } {
  const { responseCode, command, code } = error as { responseCode?: number; command?: string; code?: string };
  // Not the server's own words, which may repeat the address.
  const reason = `${code ?? 'error'} ${responseCode ?? ''} at ${command ?? 'connecting'}`;
  if (responseCode !== undefined) return { outcome: responseCode >= 500 ? 'refused' : 'later', reason };
  return { outcome: isHandedOver ? 'unknown' : 'later', reason };
}
