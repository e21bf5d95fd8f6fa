import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSeal } from '@ems/chassis/auth';
import {
  deliver,
  eventually,
  type Mail,
  messageOf,
  readMail,
  type SmtpServer,
  startBroker,
  startSmtp,
  type TestBroker,
} from '@ems/testing';
import { type Account, newAccount } from './accounts';
import { type App, startUserService } from './user-service';

/** A service that is told of events, and a published one. */
export interface NoticeWorld {
  app: App;
  broker: TestBroker;
  owner: Account;
  eventId: string;
  /** Publishes what another service would; the sequence counts on by subject. */
  publish(type: string, subject: string, data: object): Promise<void>;
  /** Publishes the event with other fields from now on. */
  publishEvent(fact: string, change?: object): Promise<void>;
}

const ticketSeal = createSeal('development-ticket-secret', 'ticket');
export const sealTicket = (code: string) => ticketSeal.seal(code);

/** An account whose address is verified. */
export async function verifiedAccount(
  { app }: Pick<NoticeWorld, 'app'>,
  name = 'Ada',
  language = 'en',
): Promise<Account> {
  const account = await newAccount(app, name);
  await app.database.query('UPDATE users SET email_verified = true, language = $2 WHERE id = $1', [
    account.id,
    language,
  ]);
  return account;
}

async function startNoticeWorld(environment: Record<string, string>): Promise<NoticeWorld> {
  const broker = await startBroker();
  const app = await startUserService({ NOTIFICATION_DELAY: '0', MAILS_PER_SECOND: '500', ...environment }, broker);
  const owner = await verifiedAccount({ app }, 'Olga Owner');
  const sequences = new Map<string, number>();
  const publish = async (type: string, subject: string, data: object) => {
    const sequence = (sequences.get(subject) ?? 0) + 1;
    sequences.set(subject, sequence);
    await deliver(broker, app.database, messageOf(type, subject, sequence, data));
  };
  const eventId = randomUUID();
  let event: object = {
    id: eventId,
    slug: `camp-${eventId.slice(0, 8)}`,
    title: 'Camp <2027>',
    status: 'published',
    ownerId: owner.id,
    startsAt: '2027-05-01T08:00:00.000Z',
    endsAt: '2027-05-02T16:00:00.000Z',
    timezone: 'Europe/Berlin',
    cfp: null,
    members: [],
    venue: { name: 'Old Mill', address: null, city: 'Kiel', country: 'DE' },
    onlineUrl: null,
    cancelReason: null,
  };
  const publishEvent = async (fact: string, change: object = {}) => {
    event = { ...event, ...change };
    await publish(`event.${fact}.v1`, eventId, event);
  };
  await publishEvent('published');
  return { app, broker, owner, eventId, publish, publishEvent };
}

/** Those of the file of tests itself: what it imports may be shared with others. */
interface Hooks {
  beforeAll(start: () => Promise<void>): void;
  afterAll(stop: () => Promise<void>): void;
}

/** A service that is told of events, for all tests of a file. @param environment of the service, read when it starts */
export function useNoticeWorld(hooks: Hooks, environment: () => Record<string, string> = () => ({})): NoticeWorld {
  const world = {} as NoticeWorld;
  hooks.beforeAll(async () => void Object.assign(world, await startNoticeWorld(environment())));
  hooks.afterAll(() => world.app.stop());
  return world;
}

/** A mail server for all tests of a file; it is to be asked for before the service that sends to it. */
export function useSmtp(hooks: Hooks): SmtpServer {
  const smtp = {} as SmtpServer;
  hooks.beforeAll(async () => void Object.assign(smtp, await startSmtp()));
  hooks.afterAll(() => smtp.stop());
  return smtp;
}

/** All mails to an address that were written as files, oldest first. @param subject a part of it */
export async function noticesTo({ mailDir }: Pick<App, 'mailDir'>, email: string, subject = ''): Promise<Mail[]> {
  const files = readdirSync(mailDir).filter(name => /^[^.].*\.eml$/.test(name));
  const mails = await Promise.all(files.toSorted().map(file => readMail(readFileSync(join(mailDir, file)))));
  return mails.filter(mail => mail.headers.to?.includes(email) && mail.subject.includes(subject));
}

/** Waits for a mail to an address by a part of its subject. */
export const noticeTo = (app: Pick<App, 'mailDir'>, email: string, subject: string): Promise<Mail> =>
  eventually(async () => (await noticesTo(app, email, subject)).at(-1));

/** Waits until no mail is to be sent any more. */
export const allSent = ({ database }: Pick<App, 'database'>): Promise<unknown> =>
  eventually(async () => {
    const waiting = await database.query('SELECT FROM mails WHERE sent_at IS NULL AND failed_at IS NULL');
    return waiting.length === 0;
  });

/** What event-service says of a registration. */
export const registration = (id: string, eventId: string, fields: object) => ({
  id,
  eventId,
  userId: null,
  status: 'confirmed',
  ...fields,
});
